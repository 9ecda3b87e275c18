package sheet

import "github.com/tongxing-platform/tongxing/services/platform/fault"

// Faults of a whole file. Read returns one of these, the context's error, or nil.
var (
	ErrType = fault.New(fault.Invalid, "sheet_type",
		"This is not a spreadsheet that can be read. Upload an .xlsx or .csv file.",
		"无法识别该文件，请上传 .xlsx 或 .csv 格式的表格。")
	ErrOldFormat = fault.New(fault.Invalid, "sheet_old_format",
		"This is an old spreadsheet format (.xls, .et or similar). Open it, save it as .xlsx and upload that.",
		"这是旧版表格格式（如 .xls、.et），请打开后另存为 .xlsx 格式再上传。")
	ErrEncrypted = fault.New(fault.Invalid, "sheet_encrypted",
		"The file is protected by a password. Remove the password, save and upload it again.",
		"文件设有打开密码，请取消密码并保存后重新上传。")
	ErrPassword = fault.New(fault.Invalid, "sheet_password",
		"The password does not open this file. Check capital letters and hyphens, or save the file without a password.",
		"密码不正确，无法打开文件。请核对大小写和连字符，或取消打开密码后重新上传。")
	ErrUnreadable = fault.New(fault.Invalid, "sheet_unreadable",
		"The file is damaged or not what its name says. Open it, save it again as .xlsx and upload that.",
		"文件已损坏或内容与格式不符，请打开后重新另存为 .xlsx 格式再上传。")
	ErrEncoding = fault.New(fault.Invalid, "sheet_encoding",
		"The characters of the file cannot be read. Save it as .xlsx, or as CSV in UTF-8.",
		"文件的文字编码无法识别，请另存为 .xlsx 或 UTF-8 编码的 CSV 后再上传。")
	ErrEmpty = fault.New(fault.Invalid, "sheet_empty",
		"There is nothing in the file.", "文件是空的，请检查后重新上传。")
	ErrNoHeader = fault.New(fault.Invalid, "sheet_no_header",
		"No header with these columns was found in the first 20 rows: {columns}. Use the template.",
		"前 20 行内没有找到含以下列的表头：{columns}。请使用模板填写。")
	ErrHidden = fault.New(fault.Invalid, "sheet_hidden",
		"The sheet is hidden and was not read. Unhide it and upload the file again if it is wanted.",
		"该工作表已隐藏，未读取。如需导入，请取消隐藏后重新上传。")
	ErrTooLarge = fault.New(fault.TooLarge, "sheet_too_large",
		"The file is too large or inflates to too much. Split it, or copy the rows alone into a new workbook.",
		"文件过大，请拆分后上传，或只把数据行复制到新表格中再上传。")
	ErrTooManyRows = fault.New(fault.TooLarge, "sheet_too_many_rows",
		"The file has more than {rows} rows. Split it and upload the parts one after another.",
		"数据超过 {rows} 行，请拆分后分次上传。")
)

// Faults of one cell. Cell.Err is one of these or nil.
var (
	ErrRounded = fault.New(fault.Invalid, "number_rounded",
		"This long number was kept as a number and its last digits are lost. Format the column as text and type it again.",
		"长号码按数字格式保存，末尾数字已丢失。请把该列设为“文本”格式后重新填写完整号码。")
	ErrOldID = fault.New(fault.Invalid, "id_old",
		"This is an ID number of 15 digits. Give the present one of 18 digits.",
		"这是 15 位旧身份证号码，请填写 18 位号码。")
	ErrID = fault.New(fault.Invalid, "id_format",
		"An ID number has 17 digits and a last digit or X.",
		"身份证号码应为 18 位：17 位数字加 1 位数字或 X。")
	ErrDate = fault.New(fault.Invalid, "date_unreadable",
		"This cannot be read as a day. Write it as 2026-03-05.",
		"日期无法识别，请写成 2026-03-05 的形式（年月日齐全）。")
	ErrShortYear = fault.New(fault.Invalid, "date_short_year",
		"The year has two digits. Write all four, as in 2026-03-05.",
		"年份只有两位，请写四位年份，例如 2026-03-05。")
	ErrAmbiguous = fault.New(fault.Invalid, "date_ambiguous",
		"Day and month cannot be told apart. Put the year first, as in 2026-03-05.",
		"日和月的先后无法判断，请把年份写在最前，例如 2026-03-05。")
	ErrImpossible = fault.New(fault.Invalid, "date_impossible",
		"There is no such day, or it lies outside 1900 to 2118.",
		"没有这一天，或年份不在 1900 至 2118 之间，请核对。")
	ErrMonth = fault.New(fault.Invalid, "month_unreadable",
		"This cannot be read as a month. Write it as 2026-03.",
		"月份无法识别，请写成 2026-03 的形式（年月齐全）。")
	ErrMobile = fault.New(fault.Invalid, "mobile_format",
		"A mobile number has 11 digits and begins with 1. Give one number only.",
		"手机号码应为 1 开头的 11 位数字，且只填一个号码。")
	ErrInteger = fault.New(fault.Invalid, "integer_format",
		"Give a whole number, digits only.", "请填写整数，只写数字。")
	ErrDecimal = fault.New(fault.Invalid, "decimal_format",
		"Give a number, digits and a decimal point only.", "请填写数字，可带小数点，不要带单位。")
	ErrYesNo = fault.New(fault.Invalid, "yes_no_format",
		"Write yes or no.", "请填写“是”或“否”。")
	ErrRequired = fault.New(fault.Invalid, "cell_required",
		"This must be filled in.", "此项必须填写。")
	ErrTooLong = fault.New(fault.Invalid, "cell_too_long",
		"The text is longer than {chars} characters.", "文字超过 {chars} 个字，请缩短。")
	ErrCell = fault.New(fault.Invalid, "cell_error",
		"The cell holds a spreadsheet error such as #N/A. Type the value itself.",
		"单元格是公式错误（如 #N/A），请直接填写内容。")
	ErrFormula = fault.New(fault.Invalid, "formula_no_value",
		"The formula in the cell was never calculated. Open the file, save it again, or type the value itself.",
		"单元格的公式没有计算结果，请打开文件重新保存，或直接填写内容。")
)
