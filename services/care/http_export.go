package care

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
// Files of those cared for are not exported at all; a pairing shows its pseudonym, as on the screen.
var exportPairings = httpapi.ExportPersons("结对", "Pairings",
	httpapi.Text("pseudonym", "结对对象（化名）", "Pseudonym"), httpapi.Text("age_band", "年龄段", "Age band"), httpapi.State("type", "结对方式", "Kind", PairingTypeWords),
	httpapi.State("status", "状态", "State", PairingWords), httpapi.Who("volunteer_ids", "志愿者", "Volunteers"), httpapi.Who("org_id", "机构", "Organisation"),
	httpapi.Place("region", "地区", "Region"), httpapi.Text("from", "开始日期", "From"), httpapi.Text("next_due", "下次联系截止", "Next contact due"))
