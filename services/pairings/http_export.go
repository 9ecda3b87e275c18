package pairings

import (
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/register"
)

// The columns of the exported lists. Their headings are those of the screens.
// Files of people are never exported; pairings are exported with the pseudonym.
var exportPairings = httpapi.ExportPersons("结对", "Pairings",

	httpapi.TextColumn("pseudonym", "结对对象（化名）", "Pseudonym"), httpapi.StateColumn("age_band", "年龄段", "Age band", register.AgeBandWords), httpapi.StateColumn("type", "结对方式", "Kind", PairingTypeWords),

	httpapi.StateColumn("status", "状态", "State", PairingWords), httpapi.NameColumn("volunteer_ids", "志愿者", "Volunteers"), httpapi.NameColumn("org_id", "机构", "Organisation"),

	httpapi.RegionColumn("region", "地区", "Region"), httpapi.DayColumn("from", "开始日期", "From"), httpapi.DayColumn("next_due", "下次联系截止", "Next contact due"))
