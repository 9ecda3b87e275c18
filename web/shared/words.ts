// What states, kinds, acts, roles and units are called. Written by `make generate` from the Go code; not edited by hand.
import { texts } from './text.ts'

export const userStatus = /* @__PURE__ */ texts(
  {
    active: "使用中",
    disabled: "已停用",
  },
  {
    active: "In use",
    disabled: "Disabled",
  },
)

export const linkWay = /* @__PURE__ */ texts(
  {
    id_number: "按已核验的身份证号码",
    staff: "由管理员办理",
    self: "由本人办理",
  },
  {
    id_number: "by the verified ID number",
    staff: "by an administrator",
    self: "by the person",
  },
)

export const ssoRefusal = /* @__PURE__ */ texts(
  {
    sso_unreachable: "统一身份认证平台暂时无法访问，请使用密码登录，或稍后再试。",
    sso_attempt: "本次登录不是在此浏览器发起的，或已使用、已超时，请重新登录。",
    sso_declined: "您未在统一身份认证平台完成登录，或平台未予通过。请重新登录，或使用密码登录。",
    sso_answer: "统一身份认证平台返回的信息未通过核验，未予登录。请使用密码登录，并告知管理员。",
    sso_provider: "本平台未接入该统一身份认证平台，请使用密码登录。",
    sso_next: "登录后返回的地址不是本站页面，请打开工作台重新登录。",
    sso_unlinked: "本平台没有账号与您在统一身份认证平台的身份关联。请把关联码告知管理员办理，或用密码登录后在个人设置中自行关联。",
    sso_stopped: "您的账号已停用，请联系管理员。",
    sso_other_person: "统一身份认证平台提供的身份证号码与该账号的持有人不一致，未作任何更改，请告知管理员。",
    sso_held: "该身份已关联其他账号，请先解除原关联。",
    sso_linked: "该账号已在此统一身份认证平台关联另一身份，请先解除原关联。",
    login_required: "请先登录。",
  },
  {
    sso_unreachable: "The identity platform cannot be reached at the moment. Log in with your password, or try again later.",
    sso_attempt: "This log-in was not begun in this browser, was used already, or took too long. Begin again.",
    sso_declined: "You did not log in at the identity platform, or it refused. Begin again, or log in with your password.",
    sso_answer: "The answer of the identity platform cannot be trusted, so nobody was logged in. Log in with your password and tell your administrator.",
    sso_provider: "This platform does not use that identity platform. Log in with your password.",
    sso_next: "The address to return to is not one of our own pages. Open the workbench and log in there.",
    sso_unlinked: "No account here is linked to you at the identity platform. Give your administrator the code, or log in by password and link it.",
    sso_stopped: "Your account is disabled. Ask your administrator.",
    sso_other_person: "The identity platform says that you are another person than the one of this account. Nothing was changed; tell your administrator.",
    sso_held: "Another account is linked to this person at the identity platform. Remove that link first.",
    sso_linked: "This account is linked to another person at this identity platform. Remove that link first.",
    login_required: "Please log in first.",
  },
)

export const accountAct = /* @__PURE__ */ texts(
  {
    grant: "授予角色",
    verify_identity: "核验身份证",
    password_reset: "重置密码",
    hand_over: "确认密码单已交本人",
    ask_mobile: "发送新号码验证码",
    change_mobile: "更换手机号",
    remove_factor: "解除两步验证",
    link_sso: "关联统一身份认证",
    unlink_sso: "解除统一身份认证关联",
    disable: "停用",
    enable: "恢复使用",
  },
  {
    grant: "Give a role",
    verify_identity: "Verify the ID card",
    password_reset: "Reset the password",
    hand_over: "Confirm that the person holds the sheet",
    ask_mobile: "Send a code to a new mobile",
    change_mobile: "Change the mobile",
    remove_factor: "Remove the second factor",
    link_sso: "Link to the identity platform",
    unlink_sso: "Remove the link to the identity platform",
    disable: "Disable",
    enable: "Enable",
  },
)

export const roleAct = /* @__PURE__ */ texts(
  {
    end: "收回",
  },
  {
    end: "End",
  },
)

export const orgStatus = /* @__PURE__ */ texts(
  {
    draft: "草稿",
    submitted: "待审核",
    reviewing: "审核中",
    approved: "已通过",
    returned: "已退回",
    rejected: "未通过",
    suspended: "已暂停",
    cancelled: "已注销",
  },
  {
    draft: "Draft",
    submitted: "Waiting for review",
    reviewing: "In review",
    approved: "Approved",
    returned: "Returned",
    rejected: "Rejected",
    suspended: "Suspended",
    cancelled: "Cancelled",
  },
)

export const orgType = /* @__PURE__ */ texts(
  {
    association: "社会团体",
    service_agency: "社会服务机构",
    foundation: "基金会",
    mass_organisation: "群团组织",
    public_institution: "事业单位",
    company: "企业",
    team: "社区团体",
  },
  {
    association: "Association",
    service_agency: "Service agency",
    foundation: "Foundation",
    mass_organisation: "Mass organisation",
    public_institution: "Public institution",
    company: "Company",
    team: "Team",
  },
)

export const orgCredit = /* @__PURE__ */ texts(
  {
    normal: "正常",
    abnormal: "活动异常名录",
    serious: "严重违法失信名单",
  },
  {
    normal: "Normal",
    abnormal: "Abnormal",
    serious: "Serious",
  },
)

export const orgRating = /* @__PURE__ */ texts(
  {
    0: "无",
    1: "1A",
    2: "2A",
    3: "3A",
    4: "4A",
    5: "5A",
  },
  {
    0: "none",
    1: "1A",
    2: "2A",
    3: "3A",
    4: "4A",
    5: "5A",
  },
)

export const orgPurpose = /* @__PURE__ */ texts(
  {
    contact: "联系本人",
    review: "资料审核",
    payment: "办理付款",
    correction: "更正资料",
  },
  {
    contact: "Contact",
    review: "Review",
    payment: "Payment",
    correction: "Correction",
  },
)

export const orgAct = /* @__PURE__ */ texts(
  {
    edit: "修改资料",
    contact: "更新联系方式",
    submit: "提交审核",
    withdraw: "撤回登记",
    take: "开始审核",
    approve: "通过",
    return: "退回修改",
    reject: "不予通过",
    suspend: "暂停",
    reinstate: "恢复",
    cancel: "关闭档案",
    credit: "登记信用",
    qualify: "登记资质",
    old_code: "代录信用代码",
  },
  {
    edit: "Edit",
    contact: "Change contact",
    submit: "Submit for review",
    withdraw: "Give up",
    take: "Begin review",
    approve: "Approve",
    return: "Return",
    reject: "Reject",
    suspend: "Suspend",
    reinstate: "Reinstate",
    cancel: "Close the file",
    credit: "Enter credit",
    qualify: "Enter qualifications",
    old_code: "Enter an old code",
  },
)

export const gender = /* @__PURE__ */ texts(
  {
    male: "男",
    female: "女",
  },
  {
    male: "Male",
    female: "Female",
  },
)

export const volunteerStatus = /* @__PURE__ */ texts(
  {
    registered: "待核实",
    verified: "待启用",
    active: "服务中",
    frozen: "已冻结",
    cancelled: "已注销",
  },
  {
    registered: "To be verified",
    verified: "To be activated",
    active: "Active",
    frozen: "Frozen",
    cancelled: "Cancelled",
  },
)

export const clearanceStatus = /* @__PURE__ */ texts(
  {
    none: "未办理",
    consented: "待查询",
    queried: "查询中",
    answered: "待复核",
    clear: "查询合格",
    expired: "已过期",
    barred: "禁止从业",
  },
  {
    none: "Not begun",
    consented: "To be queried",
    queried: "Being queried",
    answered: "To be confirmed",
    clear: "Clear",
    expired: "Expired",
    barred: "Barred",
  },
)

export const volunteerStop = /* @__PURE__ */ texts(
  {
    barred: "从业查询未通过",
    frozen: "档案已被冻结",
    cancelled: "档案已注销",
    revoked: "从业查询结果已作废",
    expired: "从业查询已到期",
    guardian: "监护人的同意已失效",
    skill: "所需技能的核验已撤销",
  },
  {
    barred: "the clearance has a hit",
    frozen: "the profile is frozen",
    cancelled: "the profile is cancelled",
    revoked: "the clearance was revoked",
    expired: "the clearance has ended",
    guardian: "the guardian's consent has ended",
    skill: "the verification of a skill was withdrawn",
  },
)

export const clearanceAuthority = /* @__PURE__ */ texts(
  {
    police: "公安机关",
    procuracy: "检察机关",
    civil_admin: "民政部门统一查询",
  },
  {
    police: "Police",
    procuracy: "Procuratorate",
    civil_admin: "Civil affairs",
  },
)

export const membershipStatus = /* @__PURE__ */ texts(
  {
    asked: "申请中",
    joined: "已加入",
  },
  {
    asked: "Asked to join",
    joined: "Joined",
  },
)

export const volunteerPurpose = /* @__PURE__ */ texts(
  {
    contact: "联系本人",
    identity_check: "核对身份",
    insurance: "办理保险",
    certificate: "出具证明",
    safety: "处理安全事件",
  },
  {
    contact: "Contact",
    identity_check: "Identity check",
    insurance: "Insurance",
    certificate: "Certificate",
    safety: "Safety",
  },
)

export const importOutcome = /* @__PURE__ */ texts(
  {
    asked: "待本人确认",
    updated: "补充",
    unchanged: "无变化",
    conflict: "有冲突",
    refused: "未通过",
  },
  {
    asked: "Asked to join",
    updated: "Completed",
    unchanged: "Unchanged",
    conflict: "Conflict",
    refused: "Refused",
  },
)

export const invitationStatus = /* @__PURE__ */ texts(
  {
    asked: "待本人确认",
    joined: "已确认加入",
    declined: "本人不加入",
    expired: "已过期",
    withdrawn: "已撤回",
  },
  {
    asked: "Asked, not answered",
    joined: "Joined",
    declined: "Declined",
    expired: "Ended without an answer",
    withdrawn: "Withdrawn",
  },
)

export const firstStep = /* @__PURE__ */ texts(
  {
    register: "登记",
    agree: "同意个人信息说明",
    guardian: "监护人同意",
    join: "加入一个组织",
    verify: "核实身份",
    activate: "启用档案",
    clearance: "从业查询",
  },
  {
    register: "Register",
    agree: "Agree to the text about your data",
    guardian: "Your guardian agrees",
    join: "Join an organisation",
    verify: "Identity verified",
    activate: "Profile activated",
    clearance: "Clearance",
  },
)

export const firstStepState = /* @__PURE__ */ texts(
  {
    done: "已完成",
    open: "待办理",
    later: "尚未轮到",
    stopped: "已停止",
  },
  {
    done: "Done",
    open: "To be done",
    later: "Comes later",
    stopped: "Stopped",
  },
)

export const volunteerAct = /* @__PURE__ */ texts(
  {
    edit: "修改资料",
    agree: "同意个人信息说明",
    ask_to_join: "申请加入",
    cancel: "注销",
    ask_guardian: "请监护人同意",
    guardian_consent: "监护人同意",
    ask_guardian_for: "请监护人同意",
    guardian_consent_for: "登记监护人同意",
    withdraw_guardian: "撤回监护人同意",
    withdraw_guardian_for: "登记监护人撤回同意",
    correct: "更正资料",
    ask_mobile: "发送新号码验证码",
    change_mobile: "更换手机号",
    verify: "核实身份",
    activate: "启用",
    freeze: "冻结",
    release: "解除冻结",
    cancel_for: "注销",
    training: "添加培训",
    verify_skill: "核验技能证书",
    withdraw_skill: "撤销技能核验",
    award: "添加表彰",
  },
  {
    edit: "Edit",
    agree: "Agree to the text",
    ask_to_join: "Ask to join",
    cancel: "Cancel",
    ask_guardian: "Ask the guardian",
    guardian_consent: "The guardian agrees",
    ask_guardian_for: "Ask the guardian",
    guardian_consent_for: "Record the guardian's consent",
    withdraw_guardian: "Withdraw the guardian's consent",
    withdraw_guardian_for: "Record that the guardian withdraws",
    correct: "Correct",
    ask_mobile: "Send a code to a new mobile",
    change_mobile: "Change the mobile",
    verify: "Verify",
    activate: "Activate",
    freeze: "Freeze",
    release: "End the freeze",
    cancel_for: "Cancel",
    training: "Add a training",
    verify_skill: "Verify a skill",
    withdraw_skill: "Withdraw a verification",
    award: "Add an award",
  },
)

export const clearanceAct = /* @__PURE__ */ texts(
  {
    consent: "同意查询",
    withdraw: "撤回同意",
    consent_on_paper: "登记书面同意",
    query: "登记已提交查询",
    answer: "登记查询合格",
    clear: "复核通过",
    return: "退回重新登记",
    bar: "登记查询不合格",
    review: "复核解除",
    revoke: "作废查询结果",
    expire: "到期",
  },
  {
    consent: "Consent to the query",
    withdraw: "Withdraw the consent",
    consent_on_paper: "Record consent on paper",
    query: "Record the query",
    answer: "Record a clear result",
    clear: "Confirm the result",
    return: "Return to be recorded again",
    bar: "Record a hit",
    review: "Lift the bar",
    revoke: "Revoke the result",
    expire: "Expire",
  },
)

export const membershipAct = /* @__PURE__ */ texts(
  {
    accept: "同意加入",
    decline: "婉拒",
    remove: "移出机构",
    leave: "退出机构",
  },
  {
    accept: "Accept",
    decline: "Decline",
    remove: "Remove",
    leave: "Leave",
  },
)

export const invitationAct = /* @__PURE__ */ texts(
  {
    accept: "同意加入",
    decline: "不加入",
    decline_openly: "不加入并告知机构",
    withdraw: "撤回邀请",
  },
  {
    accept: "Join",
    decline: "Decline",
    decline_openly: "Decline and tell them",
    withdraw: "Withdraw",
  },
)

export const contractStatus = /* @__PURE__ */ texts(
  {
    draft: "草稿",
    budget_confirmed: "预算已确认",
    procuring: "采购中",
    awarded: "已成交",
    signed: "已签订",
    published: "已公开",
    performing: "履行中",
    mid_passed: "中期合格",
    final_evaluating: "末期评估",
    accepting: "待验收",
    settling: "结算中",
    closed: "已结项",
    rectifying: "整改中",
    suspended: "已中止",
    terminated: "已终止",
    cancelled: "已取消",
  },
  {
    draft: "Draft",
    budget_confirmed: "Budget confirmed",
    procuring: "In procurement",
    awarded: "Awarded",
    signed: "Signed",
    published: "Published",
    performing: "Performing",
    mid_passed: "Mid-term passed",
    final_evaluating: "Final evaluation",
    accepting: "To be accepted",
    settling: "Settling",
    closed: "Closed",
    rectifying: "Rectifying",
    suspended: "Suspended",
    terminated: "Terminated",
    cancelled: "Cancelled",
  },
)

export const contractNext = /* @__PURE__ */ texts(
  {
    draft: "下一步：购买主体审核人确认预算",
    budget_confirmed: "下一步：经办人开始采购",
    procuring: "下一步：登记成交结果",
    awarded: "下一步：签订合同",
    signed: "下一步：2 个工作日内公开，7 个工作日内备案",
    published: "下一步：期限开始后履行",
    performing: "履行中：按里程碑提交和验收",
    mid_passed: "中期评估合格，继续履行",
    rectifying: "整改中：承接主体整改后由审核人确认",
    final_evaluating: "下一步：组织末期评估",
    accepting: "下一步：整体验收",
    settling: "下一步：付清款项后结项",
    suspended: "已中止，可恢复或终止",
    closed: "已办结",
    terminated: "已办结",
    cancelled: "已办结",
  },
  {
    draft: "Next: the approver confirms the budget",
    budget_confirmed: "Next: the clerk begins procurement",
    procuring: "Next: record the award",
    awarded: "Next: sign",
    signed: "Next: publish within 2 and file within 7 working days",
    published: "Next: begins with its term",
    performing: "Performing: milestones are handed in and accepted",
    mid_passed: "Mid-term passed, performing",
    rectifying: "The provider puts things right, then the approver confirms",
    final_evaluating: "Next: the final evaluation",
    accepting: "Next: acceptance of the whole",
    settling: "Next: pay, then close",
    suspended: "Suspended; resume or terminate",
    closed: "Finished",
    terminated: "Finished",
    cancelled: "Finished",
  },
)

export const contractSubject = /* @__PURE__ */ texts(
  {
    children: "儿童",
    elders: "老人",
    women: "妇女",
    mixed: "综合",
  },
  {
    children: "Children",
    elders: "Elders",
    women: "Women",
    mixed: "Mixed",
  },
)

export const procurementMethod = /* @__PURE__ */ texts(
  {
    open_tender: "公开招标",
    invited: "邀请招标",
    negotiation: "竞争性谈判",
    consultation: "竞争性磋商",
    inquiry: "询价",
    single_source: "单一来源",
  },
  {
    open_tender: "Open tender",
    invited: "Invited tender",
    negotiation: "Competitive negotiation",
    consultation: "Competitive consultation",
    inquiry: "Inquiry",
    single_source: "Single source",
  },
)

export const indicatorKind = /* @__PURE__ */ texts(
  {
    quantity: "数量",
    quality: "质量",
    timeliness: "时效",
    effect: "成效",
    satisfaction: "满意度",
    cost: "成本",
  },
  {
    quantity: "Quantity",
    quality: "Quality",
    timeliness: "Timeliness",
    effect: "Effect",
    satisfaction: "Satisfaction",
    cost: "Cost",
  },
)

export const indicatorUnit = /* @__PURE__ */ texts(
  {
    person: "人",
    person_times: "人次",
    times: "次",
    hours: "小时",
    percent: "%",
    yuan: "元",
    pieces: "份",
  },
  {
    person: "people",
    person_times: "person-times",
    times: "times",
    hours: "hours",
    percent: "%",
    yuan: "yuan",
    pieces: "pieces",
  },
)

export const indicatorSource = /* @__PURE__ */ texts(
  {
    auto: "台账自动统计",
    manual: "承接主体填报",
  },
  {
    auto: "Counted from the ledger",
    manual: "Reported by the provider",
  },
)

export const indicatorMeasure = /* @__PURE__ */ texts(
  {
    minutes: "服务时长",
    sessions: "活动场次",
    person_times: "服务人次",
    served: "受益人次",
  },
  {
    minutes: "Service hours",
    sessions: "Sessions",
    person_times: "Person-times of service",
    served: "People served",
  },
)

export const reportStatus = /* @__PURE__ */ texts(
  {
    submitted: "待审核",
    accepted: "已采用",
    returned: "已退回",
  },
  {
    submitted: "To be reviewed",
    accepted: "Accepted",
    returned: "Returned",
  },
)

export const milestoneStatus = /* @__PURE__ */ texts(
  {
    pending: "未提交",
    submitted: "待验收",
    accepted: "已验收",
    returned: "已退回",
  },
  {
    pending: "Not handed in",
    submitted: "To be accepted",
    accepted: "Accepted",
    returned: "Returned",
  },
)

export const paymentGate = /* @__PURE__ */ texts(
  {
    none: "无前置条件",
    mid_pass: "中期评估合格",
    final_pass: "末期评估合格",
    acceptance: "整体验收",
  },
  {
    none: "No gate",
    mid_pass: "Mid-term evaluation passed",
    final_pass: "Final evaluation passed",
    acceptance: "Acceptance of the whole",
  },
)

export const paymentStatus = /* @__PURE__ */ texts(
  {
    planned: "未申请",
    applied: "待审核",
    approved: "待支付",
    paid: "已支付",
    refused: "已退回",
  },
  {
    planned: "Not applied for",
    applied: "To be approved",
    approved: "To be paid",
    paid: "Paid",
    refused: "Returned",
  },
)

export const amendmentStatus = /* @__PURE__ */ texts(
  {
    draft: "待审批",
    approved: "已生效",
    dropped: "已放弃",
  },
  {
    draft: "To be approved",
    approved: "In force",
    dropped: "Given up",
  },
)

export const contractAct = /* @__PURE__ */ texts(
  {
    edit: "修改草稿",
    confirm_budget: "确认预算",
    return: "退回草稿",
    procure: "开始采购",
    award: "登记成交结果",
    sign: "签订合同",
    publish: "公开合同",
    file: "登记备案",
    begin: "开始履行",
    start_final: "进入末期评估",
    rectified: "确认整改完成",
    accept: "整体验收",
    close: "结项",
    amend: "提出补充合同",
    cancel: "取消合同",
    suspend: "中止履行",
    resume: "恢复履行",
    terminate: "终止合同",
  },
  {
    edit: "Edit the draft",
    confirm_budget: "Confirm the budget",
    return: "Return to draft",
    procure: "Begin procurement",
    award: "Record the award",
    sign: "Sign",
    publish: "Publish",
    file: "Record the filing",
    begin: "Begin",
    start_final: "Begin the final evaluation",
    rectified: "Confirm rectification",
    accept: "Accept as a whole",
    close: "Close",
    amend: "Propose an amendment",
    cancel: "Cancel",
    suspend: "Suspend",
    resume: "Resume",
    terminate: "Terminate",
  },
)

export const milestoneAct = /* @__PURE__ */ texts(
  {
    submit: "提交里程碑",
    return: "退回",
    accept: "验收通过",
  },
  {
    submit: "Hand in",
    return: "Return",
    accept: "Accept",
  },
)

export const amendmentAct = /* @__PURE__ */ texts(
  {
    drop: "放弃",
    approve: "批准生效",
  },
  {
    drop: "Give up",
    approve: "Put in force",
  },
)

export const claimStatus = /* @__PURE__ */ texts(
  {
    open: "待处理",
    settled: "已处理",
  },
  {
    open: "To be settled",
    settled: "Settled",
  },
)

export const claimAct = /* @__PURE__ */ texts(
  {
    settle: "处理差额",
  },
  {
    settle: "Settle",
  },
)

export const indicatorAct = /* @__PURE__ */ texts(
  {
    report: "填报",
  },
  {
    report: "Report",
  },
)

export const reportAct = /* @__PURE__ */ texts(
  {
    return: "退回",
    accept: "采用",
  },
  {
    return: "Return",
    accept: "Accept",
  },
)

export const paymentAct = /* @__PURE__ */ texts(
  {
    apply: "申请付款",
    refuse: "退回",
    approve: "审核通过",
    send_back: "退回承接主体",
    pay: "登记支付",
  },
  {
    apply: "Apply",
    refuse: "Return",
    approve: "Approve",
    send_back: "Send back",
    pay: "Record as paid",
  },
)

export const activityStatus = /* @__PURE__ */ texts(
  {
    draft: "草稿",
    submitted: "待发布",
    returned: "已退回",
    published: "报名中",
    signup_closed: "报名截止",
    ongoing: "进行中",
    ended: "待归档",
    recorded: "已归档",
    archived: "已存档",
    cancelled: "已取消",
  },
  {
    draft: "Draft",
    submitted: "Waiting for publication",
    returned: "Returned",
    published: "Open for sign-up",
    signup_closed: "Sign-up closed",
    ongoing: "Under way",
    ended: "To be recorded",
    recorded: "Recorded",
    archived: "Archived",
    cancelled: "Cancelled",
  },
)

export const activityType = /* @__PURE__ */ texts(
  {
    tutoring: "课业辅导",
    group_activity: "小组活动",
    visit: "入户走访",
    pairing_meeting: "结对见面",
  },
  {
    tutoring: "Tutoring",
    group_activity: "Group activity",
    visit: "Home visit",
    pairing_meeting: "Pairing meeting",
  },
)

export const targetGroup = /* @__PURE__ */ texts(
  {
    children: "儿童",
    elders: "老人",
    women: "妇女",
    mixed: "家庭（含儿童）",
    general: "社区居民",
  },
  {
    children: "Children",
    elders: "Elders",
    women: "Women",
    mixed: "Families with children",
    general: "Residents",
  },
)

export const checkinMode = /* @__PURE__ */ texts(
  {
    qr: "二维码签到",
    list: "名单签到",
  },
  {
    qr: "By QR code",
    list: "By list",
  },
)

export const signupStatus = /* @__PURE__ */ texts(
  {
    pending: "待审核",
    confirmed: "已报名",
    waitlisted: "候补",
    declined: "未通过",
    withdrawn: "已请假",
    cancelled: "活动取消",
    attended: "已参加",
    absent: "缺席",
  },
  {
    pending: "Waiting for decision",
    confirmed: "Signed up",
    waitlisted: "Waiting list",
    declined: "Declined",
    withdrawn: "Withdrawn",
    cancelled: "Activity cancelled",
    attended: "Attended",
    absent: "Absent",
  },
)

export const activityAct = /* @__PURE__ */ texts(
  {
    edit: "修改方案",
    cancel: "取消活动",
    return: "退回修改",
    publish: "发布",
    submit: "提交发布",
    record: "完成归档",
  },
  {
    edit: "Edit the plan",
    cancel: "Cancel",
    return: "Return",
    publish: "Publish",
    submit: "Submit for publication",
    record: "Record",
  },
)

export const signupAct = /* @__PURE__ */ texts(
  {
    withdraw: "请假",
    decline: "不通过",
    confirm: "通过",
    absent: "标记缺席",
    queue: "递补待审核",
    promote: "递补",
    drop: "取消报名",
    release: "随活动取消",
    attend: "标记参加",
    miss: "标记缺席",
  },
  {
    withdraw: "Withdraw",
    decline: "Decline",
    confirm: "Confirm",
    absent: "Mark absent",
    queue: "Move up to a decision",
    promote: "Move up to a place",
    drop: "Drop",
    release: "Release with the activity",
    attend: "Mark attended",
    miss: "Mark absent",
  },
)

export const attendanceStatus = /* @__PURE__ */ texts(
  {
    checked_in: "已签到",
    checked_out: "待补签退",
    pending: "待确认",
    confirmed: "已确认",
    rejected: "已驳回",
    disputed: "有异议",
    corrected: "已更正",
    upheld: "维持原记录",
    voided: "已作废",
  },
  {
    checked_in: "Checked in",
    checked_out: "Check-out missing",
    pending: "To be confirmed",
    confirmed: "Confirmed",
    rejected: "Rejected",
    disputed: "Disputed",
    corrected: "Corrected",
    upheld: "Upheld",
    voided: "Voided",
  },
)

export const attendanceMethod = /* @__PURE__ */ texts(
  {
    qr: "扫码",
    hand: "人工登记",
    code: "输入数字码",
    list: "名单",
    import: "历史导入",
    job: "系统自动",
  },
  {
    qr: "Scanned",
    hand: "By hand",
    code: "Digits typed",
    list: "List",
    import: "Imported",
    job: "Automatic",
  },
)

export const handAgreement = /* @__PURE__ */ texts(
  {
    signup: "本人报名",
    app: "本人在手机上同意",
    code: "本人告知验证码",
  },
  {
    signup: "Signed up themselves",
    app: "Agreed in the app",
    code: "Told the code",
  },
)

export const evidenceGrade = /* @__PURE__ */ texts(
  {
    A: "A 级：扫码签到签退，位置相符",
    B: "B 级：扫码签到签退",
    C: "C 级：一端扫码，一端人工",
    D: "D 级：人工登记",
  },
  {
    A: "A: scanned in and out, on site",
    B: "B: scanned in and out",
    C: "C: one end scanned",
    D: "D: by hand",
  },
)

export const ledgerKind = /* @__PURE__ */ texts(
  {
    hours: "服务时长",
    session: "活动场次",
  },
  {
    hours: "Hours",
    session: "Session held",
  },
)

export const certificateStatus = /* @__PURE__ */ texts(
  {
    requested: "待出具",
    issued: "已出具",
    refused: "未出具",
    revoked: "已撤销",
  },
  {
    requested: "To be issued",
    issued: "Issued",
    refused: "Refused",
    revoked: "Revoked",
  },
)

export const placeCheck = /* @__PURE__ */ texts(
  {
    yes: "在现场范围内",
    weak: "位置不够准确",
    no: "不在现场范围内",
  },
  {
    yes: "On site",
    weak: "Place not exact",
    no: "Not on site",
  },
)

export const attendanceAct = /* @__PURE__ */ texts(
  {
    settle: "补签退",
    reject: "驳回",
    confirm: "确认",
    confirm_over: "确认超比例补录",
    agree: "同意这条补录",
    ask_agreement: "向本人发送验证码",
    agree_by_code: "登记本人同意",
    dispute: "提出异议",
    undo_check_out: "撤销签退",
    void: "作废",
    correct: "更正",
    uphold: "维持原记录",
    check_out: "签退",
    left_open: "未签退",
  },
  {
    settle: "Enter the check-out",
    reject: "Reject",
    confirm: "Confirm",
    confirm_over: "Confirm above the share",
    agree: "Agree to the record",
    ask_agreement: "Send a code to the volunteer",
    agree_by_code: "Enter the volunteer's code",
    dispute: "Dispute",
    undo_check_out: "Undo the check-out",
    void: "Void",
    correct: "Correct",
    uphold: "Uphold",
    check_out: "Check out",
    left_open: "Left open",
  },
)

export const certificateAct = /* @__PURE__ */ texts(
  {
    refuse: "不予出具",
    issue: "出具",
    revoke: "撤销",
  },
  {
    refuse: "Refuse",
    issue: "Issue",
    revoke: "Revoke",
  },
)

export const beneficiaryStatus = /* @__PURE__ */ texts(
  {
    draft: "草稿",
    village_submitted: "待乡镇核实",
    township_verified: "待县级确认",
    registered: "登记在册",
    exit_pending: "待退出确认",
    exited: "已退出",
  },
  {
    draft: "Draft",
    village_submitted: "To be verified by the town",
    township_verified: "To be confirmed by the county",
    registered: "Registered",
    exit_pending: "Exit to be confirmed",
    exited: "Exited",
  },
)

export const beneficiaryPath = /* @__PURE__ */ texts(
  {
    draft: "登记",
    village_submitted: "村提交",
    township_verified: "乡镇核实",
    registered: "县级确认",
  },
  {
    draft: "Entered",
    village_submitted: "Village",
    township_verified: "Town",
    registered: "County",
  },
)

export const beneficiaryKind = /* @__PURE__ */ texts(
  {
    left_behind_child: "留守儿童",
    child_in_need: "困境儿童",
    orphan: "孤儿",
    unsupported_child: "事实无人抚养儿童",
    left_behind_elder: "留守老人",
    left_behind_woman: "留守妇女",
  },
  {
    left_behind_child: "Left-behind child",
    child_in_need: "Child in need",
    orphan: "Orphan",
    unsupported_child: "De facto unsupported child",
    left_behind_elder: "Left-behind elder",
    left_behind_woman: "Left-behind woman",
  },
)

export const risk = /* @__PURE__ */ texts(
  {
    red: "高",
    yellow: "中",
    blue: "低",
    green: "稳定",
    not_collected: "未采集",
  },
  {
    red: "High",
    yellow: "Medium",
    blue: "Low",
    green: "Stable",
    not_collected: "Not collected",
  },
)

export const noIdReason = /* @__PURE__ */ texts(
  {
    unregistered: "未登记户口",
    lost_papers: "证件遗失待补",
    other_papers: "持其他证件",
    not_collected: "未采集",
  },
  {
    unregistered: "Not registered",
    lost_papers: "Papers lost",
    other_papers: "Other papers",
    not_collected: "Not collected",
  },
)

export const guardianship = /* @__PURE__ */ texts(
  {
    parent: "父或母",
    grandparents: "祖辈",
    relatives: "亲戚朋友",
    foster: "寄养",
    institution: "机构",
    self: "本人",
    none: "无人监护",
    not_collected: "未采集",
  },
  {
    parent: "A parent",
    grandparents: "Grandparents",
    relatives: "Relatives or friends",
    foster: "Foster",
    institution: "Institution",
    self: "Self",
    none: "Nobody",
    not_collected: "Not collected",
  },
)

export const schooling = /* @__PURE__ */ texts(
  {
    not_in_kindergarten: "未入园",
    kindergarten: "幼儿园",
    primary: "小学",
    junior: "初中",
    senior: "高中",
    vocational: "中职",
    dropped_out: "辍学",
    not_at_school: "不在学",
    not_collected: "未采集",
  },
  {
    not_in_kindergarten: "Not in kindergarten",
    kindergarten: "Kindergarten",
    primary: "Primary school",
    junior: "Junior school",
    senior: "Senior school",
    vocational: "Vocational school",
    dropped_out: "Dropped out",
    not_at_school: "Not at school",
    not_collected: "Not collected",
  },
)

export const returnReason = /* @__PURE__ */ texts(
  {
    incomplete: "信息不全",
    mismatch: "与证件或实际不符",
    not_eligible: "不符合条件",
    duplicate: "重复建档",
    correction: "需要更正",
    reentry: "再次纳入",
  },
  {
    incomplete: "Something is missing",
    mismatch: "Does not agree with the papers or the facts",
    not_eligible: "The conditions are not met",
    duplicate: "The person has another file",
    correction: "Something has to be corrected",
    reentry: "The person comes back to the register",
  },
)

export const exitReason = /* @__PURE__ */ texts(
  {
    came_of_age: "满 16/18 周岁",
    parents_back: "父母返乡",
    moved_with_parents: "随迁",
    moved_out: "迁出",
    resolved: "情形消失",
    deceased: "死亡",
    mistaken: "误报",
  },
  {
    came_of_age: "Came of age",
    parents_back: "Parents are back",
    moved_with_parents: "Moved with the parents",
    moved_out: "Moved away",
    resolved: "No longer applies",
    deceased: "Deceased",
    mistaken: "Entered by mistake",
  },
)

export const carePurpose = /* @__PURE__ */ texts(
  {
    visit: "入户走访",
    contact: "联系本人或监护人",
    verification: "核实信息",
    emergency: "紧急处置",
    assistance: "办理救助",
  },
  {
    visit: "Visit",
    contact: "Contact",
    verification: "Verification",
    emergency: "Emergency",
    assistance: "Assistance",
  },
)

export const beneficiaryAct = /* @__PURE__ */ texts(
  {
    edit: "修改",
    submit: "提交乡镇核实",
    verify: "核实通过",
    confirm: "确认登记",
    return: "退回",
    propose_exit: "申请退出",
    exit: "确认退出",
    assign: "指派机构",
    withdraw: "取消指派",
  },
  {
    edit: "Edit",
    submit: "Hand in",
    verify: "Verify",
    confirm: "Confirm",
    return: "Return",
    propose_exit: "Propose exit",
    exit: "Confirm exit",
    assign: "Assign",
    withdraw: "Take back",
  },
)

export const pairingStatus = /* @__PURE__ */ texts(
  {
    proposed: "待匹配",
    matched: "待同意",
    consented: "待开始",
    active: "结对中",
    paused: "已暂停",
    ended: "已结束",
  },
  {
    proposed: "To be matched",
    matched: "Consent due",
    consented: "To begin",
    active: "Active",
    paused: "Paused",
    ended: "Ended",
  },
)

export const pairingType = /* @__PURE__ */ texts(
  {
    caring_mother: "爱心妈妈",
    one_to_one: "一对一",
    team: "团队",
  },
  {
    caring_mother: "Caring mother",
    one_to_one: "One to one",
    team: "Team",
  },
)

export const consentRelation = /* @__PURE__ */ texts(
  {
    father: "父亲",
    mother: "母亲",
    grandparent: "祖父母或外祖父母",
    other_guardian: "其他监护人",
    self: "本人",
  },
  {
    father: "Father",
    mother: "Mother",
    grandparent: "Grandparent",
    other_guardian: "Other guardian",
    self: "Self",
  },
)

export const childOpinion = /* @__PURE__ */ texts(
  {
    agrees: "愿意",
    hesitant: "犹豫",
    refuses: "不愿意",
    too_young: "年龄太小，未能表达",
    adult: "成年人，本人同意",
  },
  {
    agrees: "Agrees",
    hesitant: "Hesitates",
    refuses: "Refuses",
    too_young: "Too young to say",
    adult: "Adult, agrees",
  },
)

export const pauseReason = /* @__PURE__ */ texts(
  {
    clearance_lapsed: "志愿者从业查询过期或不在服务状态",
    volunteer_request: "志愿者申请",
    family_request: "家庭申请",
    safety: "安全原因",
  },
  {
    clearance_lapsed: "A volunteer’s clearance has lapsed, or the volunteer is not active",
    volunteer_request: "At the volunteer’s request",
    family_request: "At the family’s request",
    safety: "For safety",
  },
)

export const endReason = /* @__PURE__ */ texts(
  {
    completed: "期满",
    moved: "对象迁出",
    unsuited: "不合适",
    violation: "违规",
  },
  {
    completed: "Its time is over",
    moved: "The person has moved",
    unsuited: "It did not suit",
    violation: "A rule was broken",
  },
)

export const contactWay = /* @__PURE__ */ texts(
  {
    home: "入户",
    school: "到校",
    phone: "电话",
    video: "视频",
  },
  {
    home: "At home",
    school: "At school",
    phone: "Phone",
    video: "Video",
  },
)

export const contactMet = /* @__PURE__ */ texts(
  {
    person: "本人",
    caregiver: "照料人",
    nobody: "未联系上",
  },
  {
    person: "The person",
    caregiver: "The caregiver",
    nobody: "Nobody",
  },
)

export const pairingAct = /* @__PURE__ */ texts(
  {
    match: "匹配志愿者",
    consent: "登记同意",
    activate: "开始结对",
    pause: "暂停",
    resume: "恢复",
    end: "结束结对",
    unmatch: "退回匹配",
    log: "登记联系",
  },
  {
    match: "Match volunteers",
    consent: "Record consent",
    activate: "Begin",
    pause: "Pause",
    resume: "Resume",
    end: "End",
    unmatch: "Match again",
    log: "Log a contact",
  },
)

export const dangerStatus = /* @__PURE__ */ texts(
  {
    reported: "尚无人受理",
    taken: "正在处置",
    closed: "已办结",
  },
  {
    reported: "Taken by nobody",
    taken: "Being handled",
    closed: "Closed",
  },
)

export const dangerAct = /* @__PURE__ */ texts(
  {
    take: "受理",
    take_over: "接手处置",
    close: "写明处置情况并办结",
  },
  {
    take: "Take",
    take_over: "Take over",
    close: "Write what was done and close",
  },
)

export const evaluationStatus = /* @__PURE__ */ texts(
  {
    planned: "待启动",
    self_reporting: "待自评",
    self_submitted: "自评已交",
    desk: "资料审查",
    onsite: "现场评分",
    scored: "待合成",
    merged: "待公示",
    publicised: "公示中",
    objected: "有异议",
    reviewed: "异议已处理",
    final: "已定档",
    rectifying: "整改中",
    rechecked: "已复查",
    final2: "复查定档",
    archived: "已归档",
  },
  {
    planned: "Planned",
    self_reporting: "Self-report due",
    self_submitted: "Self-report in",
    desk: "Desk review",
    onsite: "Scoring on site",
    scored: "To be merged",
    merged: "To be made public",
    publicised: "In publicity",
    objected: "Objection open",
    reviewed: "Objection decided",
    final: "Final",
    rectifying: "Rectifying",
    rechecked: "Re-checked",
    final2: "Final after re-check",
    archived: "Archived",
  },
)

export const evaluationKind = /* @__PURE__ */ texts(
  {
    spot: "抽查",
    mid: "中期评估",
    final: "末期评估",
  },
  {
    spot: "Spot check",
    mid: "Mid-term evaluation",
    final: "Final evaluation",
  },
)

export const evaluationParty = /* @__PURE__ */ texts(
  {
    third_party: "第三方",
    buyer: "购买方",
    civil: "民政",
    village: "村（居）",
    self: "自评",
  },
  {
    third_party: "Third party",
    buyer: "Buyer",
    civil: "Civil affairs",
    village: "Village",
    self: "Self",
  },
)

export const evaluationSubstitute = /* @__PURE__ */ texts(
  {
    all: "按合同全部指标计",
    none: "不计该项",
  },
  {
    all: "By all indicators",
    none: "Left out",
  },
)

export const scoringMethod = /* @__PURE__ */ texts(
  {
    bands: "按完成率分段",
    auto_ratio: "按完成率折算",
    level: "程度分",
    combination: "组合分",
    deduction: "扣分",
  },
  {
    bands: "Bands of the ratio",
    auto_ratio: "In line with the ratio",
    level: "Level",
    combination: "Sum of parts",
    deduction: "Deduction",
  },
)

export const evaluationAct = /* @__PURE__ */ texts(
  {
    open: "启动自评",
    self_submit: "提交自评",
    desk: "开始资料审查",
    onsite: "开始现场评分",
    replace_rater: "更换评委",
    declare: "签署回避声明",
    recuse: "申报回避",
    score: "评分",
    submit_score: "提交评分",
    merge: "合成结果",
    lift: "撤销否决项",
    publicise: "公示结果",
    object: "提出异议",
    review: "处理异议",
    final: "定档",
    rectified: "提交整改报告",
    recheck: "登记复查结果",
    final2: "复查定档",
    archive: "归档",
  },
  {
    open: "Ask for the self-report",
    self_submit: "Hand in the self-report",
    desk: "Begin the desk review",
    onsite: "Begin scoring on site",
    replace_rater: "Replace a rater",
    declare: "Sign the declaration",
    recuse: "Declare an interest",
    score: "Score",
    submit_score: "Submit the scores",
    merge: "Merge",
    lift: "Lift a veto",
    publicise: "Make public",
    object: "Object",
    review: "Decide the objection",
    final: "Make final",
    rectified: "Report the rectification",
    recheck: "Record the re-check",
    final2: "Make final",
    archive: "Archive",
  },
)

export const role = /* @__PURE__ */ texts(
  {
    volunteer: "志愿者",
    org_founder: "机构登记人",
    org_admin: "机构管理员",
    project_lead: "项目主管",
    social_worker: "社工",
    org_finance: "机构财务",
    village_director: "儿童主任",
    town_supervisor: "儿童督导员",
    county_admin: "县民政管理员",
    county_viewer: "上级民政查看",
    buyer_clerk: "购买主体经办",
    buyer_approver: "购买主体审核",
    buyer_finance: "购买主体财务",
    evaluator: "评估员",
    system_admin: "系统管理员",
    auditor: "审计员",
  },
  {
    volunteer: "Volunteer",
    org_founder: "Founder of an organisation",
    org_admin: "Organisation administrator",
    project_lead: "Project lead",
    social_worker: "Social worker",
    org_finance: "Organisation finance",
    village_director: "Village child director",
    town_supervisor: "Town supervisor",
    county_admin: "County civil affairs",
    county_viewer: "Higher-level viewer",
    buyer_clerk: "Buyer: clerk",
    buyer_approver: "Buyer: approver",
    buyer_finance: "Buyer: finance",
    evaluator: "Evaluator",
    system_admin: "System administrator",
    auditor: "Auditor",
  },
)

export const fileState = /* @__PURE__ */ texts(
  {
    uploading: "上传中",
    quarantined: "病毒扫描中",
    kept: "已保存",
    refused: "未接收",
    removed: "已删除",
  },
  {
    uploading: "Uploading",
    quarantined: "Being scanned",
    kept: "Kept",
    refused: "Refused",
    removed: "Removed",
  },
)

export const workKind = /* @__PURE__ */ texts(
  {
    org_reviewing: "机构审核中",
    org_submitted: "机构待审核",
    org_returned: "本机构资料被退回",
    org_draft: "本机构资料未提交",
    volunteer_asking: "申请加入",
    volunteer_registered: "志愿者待核实",
    volunteer_verified: "志愿者待启用",
    clearance_answered: "从业查询待复核",
    clearance_queried: "从业查询待登记结果",
    clearance_consented: "从业查询待提交",
    clearance_expired: "从业查询已过期",
    payment_applied: "付款待审核",
    payment_approved: "付款待支付",
    payment_refused: "付款申请被退回",
    payment_due: "付款待申请",
    milestone_submitted: "里程碑待验收",
    amendment_draft: "补充合同待审批",
    claim_open: "结算后差额待处理",
    contract_accepting: "合同待验收",
    contract_signed: "合同待公开",
    contract_awarded: "合同待签订",
    contract_draft: "合同待确认预算",
    contract_rectifying: "整改待确认",
    report_submitted: "指标填报待审核",
    contract_settling: "合同待结项",
    contract_published: "合同待开始履行",
    contract_procuring: "合同待登记成交",
    contract_budget_confirmed: "合同待启动采购",
    contract_unfiled: "合同待备案",
    milestone_due: "里程碑待提交",
    activity_submitted: "活动待发布",
    activity_returned: "活动被退回",
    activity_ended: "活动待归档",
    signup_pending: "报名待审核",
    activity_draft: "活动草稿待提交",
    hours_pending: "时长待确认",
    hours_disputed: "时长有异议",
    hours_checked_out: "待补签退",
    stay_open: "尚未签退",
    stay_agreement: "补录时长待本人同意",
    certificate_requested: "证明待出具",
    danger_report: "危险报告待处置",
    pairing_contact: "结对待联系",
    beneficiary_draft: "关爱对象待提交",
    beneficiary_village_submitted: "关爱对象待核实",
    beneficiary_township_verified: "关爱对象待确认",
    beneficiary_exit_pending: "退出待确认",
    pairing_missed: "结对联系逾期",
    pairing_consented: "结对待开始",
    pairing_paused: "结对已暂停",
    pairing_matched: "结对待同意",
    pairing_proposed: "结对待匹配",
    evaluation_self_reporting: "评估待自评",
    evaluation_rectifying: "评估待整改",
    evaluation_declare: "评估待签署声明",
    evaluation_score: "评估待评分",
    evaluation_manage_objected: "评估异议待处理",
    evaluation_manage_scored: "评估待合成",
    evaluation_manage_merged: "评估待公示",
    evaluation_manage_reviewed: "评估待再公示",
    evaluation_manage_rechecked: "评估复查待定档",
    evaluation_manage_rectifying: "评估整改待复查",
    evaluation_manage_desk: "评估待现场评分",
    evaluation_manage_self_submitted: "评估待资料审查",
    evaluation_manage_planned: "评估待启动",
    evaluation_rater_gone: "评委已离任待更换",
    job_failed: "定时任务失败",
    message_failed: "消息发送失败",
  },
  {
    org_reviewing: "Organisations under review",
    org_submitted: "Organisations to review",
    org_returned: "Own file returned",
    org_draft: "Own file not handed in",
    volunteer_asking: "Asking to join",
    volunteer_registered: "Volunteers to verify",
    volunteer_verified: "Volunteers to activate",
    clearance_answered: "Clearances to confirm",
    clearance_queried: "Clearances to enter",
    clearance_consented: "Clearances to query",
    clearance_expired: "Clearances expired",
    payment_applied: "Payments to approve",
    payment_approved: "Payments to pay",
    payment_refused: "Payments refused",
    payment_due: "Payments to apply for",
    milestone_submitted: "Milestones to accept",
    amendment_draft: "Amendments to approve",
    claim_open: "Claims to settle",
    contract_accepting: "Contracts to accept",
    contract_signed: "Contracts to publish",
    contract_awarded: "Contracts to sign",
    contract_draft: "Budgets to confirm",
    contract_rectifying: "Rectifications to confirm",
    report_submitted: "Indicator reports to decide",
    contract_settling: "Contracts to close",
    contract_published: "Contracts to begin",
    contract_procuring: "Awards to enter",
    contract_budget_confirmed: "Procurements to begin",
    contract_unfiled: "Filings to record",
    milestone_due: "Milestones due",
    activity_submitted: "Activities to publish",
    activity_returned: "Activities returned",
    activity_ended: "Activities to record",
    signup_pending: "Sign-ups to decide",
    activity_draft: "Drafts of activities",
    hours_pending: "Hours to confirm",
    hours_disputed: "Hours disputed",
    hours_checked_out: "Check-outs missing",
    stay_open: "Not checked out",
    stay_agreement: "Hours by hand to agree to",
    certificate_requested: "Certificates to issue",
    danger_report: "Reports of danger",
    pairing_contact: "Contacts due",
    beneficiary_draft: "Files to hand in",
    beneficiary_village_submitted: "Files to verify",
    beneficiary_township_verified: "Files to confirm",
    beneficiary_exit_pending: "Exits to confirm",
    pairing_missed: "Contacts overdue",
    pairing_consented: "Pairings to begin",
    pairing_paused: "Paused pairings",
    pairing_matched: "Pairings that need consent",
    pairing_proposed: "Pairings to be matched",
    evaluation_self_reporting: "Self-reports due",
    evaluation_rectifying: "Rectifications to report",
    evaluation_declare: "Declarations to sign",
    evaluation_score: "Evaluations to score",
    evaluation_manage_objected: "Objections to decide",
    evaluation_manage_scored: "Evaluations to merge",
    evaluation_manage_merged: "Results to make public",
    evaluation_manage_reviewed: "Results to make public again",
    evaluation_manage_rechecked: "Re-checks to make final",
    evaluation_manage_rectifying: "Re-checks to record",
    evaluation_manage_desk: "Scoring on site to begin",
    evaluation_manage_self_submitted: "Desk reviews to begin",
    evaluation_manage_planned: "Evaluations to open",
    evaluation_rater_gone: "Raters without a role, to be replaced",
    job_failed: "Jobs failed",
    message_failed: "Messages not sent",
  },
)
