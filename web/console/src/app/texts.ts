import { texts } from '@tongxing/shared'

/** The texts of the shell. */
export const t = texts(
  {
    sub: '志愿服务与关爱平台',
    skip: '跳到正文',
    login: {
      title: '登录工作台', password: '密码登录', code: '验证码登录', user: '登录名', secret: '密码', mobile: '手机号', codeLabel: '验证码', send: '获取验证码', sent: '验证码已发送，{m} 分钟内有效。',
      again: '{s} 秒后可重新获取', enter: '登录', userNeeded: '请输入登录名', secretNeeded: '请输入密码', mobileNeeded: '请输入手机号', codeNeeded: '请输入 6 位验证码',
      who: '民政、购买单位、评估方与社会组织工作人员使用本工作台。', org: '首次登记机构：用手机验证码登录后即可填写。', volunteer: '我是志愿者', forgot: '忘记密码请联系本单位管理员重置。',
    },
    ended: { title: '登录已过期', text: '为保护信息安全，长时间未操作需重新登录。您填写的内容都还在，登录后继续。', other: '换其他账号（放弃未提交的内容）', go: '登录并继续' },
    change: { title: '请先修改初始密码', text: '初始密码由系统生成，修改后才能使用各项功能。', done: '密码已修改' },
    nav: {
      main: '主导航', work: '工作台', activities: '活动与时长', activityList: '活动', hours: '服务时长', certificates: '服务证明', volunteers: '志愿者', volunteerList: '志愿者', asking: '申请加入', imports: '名册导入',
      care: '结对关爱', beneficiaries: '关爱对象', pairings: '结对', contracts: '合同与评估', contractList: '合同', payments: '付款', evaluations: '评估', templates: '评分表', orgs: '机构与人员', orgList: '机构', users: '人员与角色',
      admin: '系统管理', audit: '审计记录', jobs: '定时任务', messages: '发送失败的消息', calendar: '工作日历', regions: '区划维护', section: '本栏目',
    },
    top: { place: '当前工作单位', inbox: '消息', unread: '{n} 条未读消息', self: '我的', settings: '个人设置', logout: '退出登录', collapse: '收起导航', expand: '展开导航' },
    broken: { title: '页面出了问题', text: '这部分没有显示出来。请重试；如仍不行，请刷新页面。您提交过的内容不受影响。', update: '程序已更新', updateText: '请刷新页面使用新版本。', reload: '刷新页面' },
  },
  {
    sub: 'Volunteers and care, side by side',
    skip: 'Skip to the content',
    login: {
      title: 'Log in to the workbench', password: 'Password', code: 'One-time code', user: 'Login name', secret: 'Password', mobile: 'Mobile', codeLabel: 'Code', send: 'Send a code', sent: 'The code was sent and is good for {m} minutes.',
      again: 'Again in {s} s', enter: 'Log in', userNeeded: 'Enter your login name', secretNeeded: 'Enter your password', mobileNeeded: 'Enter your mobile number', codeNeeded: 'Enter the 6 digits',
      who: 'For staff of civil affairs, buyers, evaluators and organisations.', org: 'New organisation? Log in with a one-time code and fill in its file.', volunteer: 'I am a volunteer', forgot: 'Forgot the password? Your administrator can reset it.',
    },
    ended: { title: 'Your session has ended', text: 'After a while without use one has to log in again. Everything you typed is still here; log in and go on.', other: 'Another account (drops what was not sent)', go: 'Log in and go on' },
    change: { title: 'Change the first password', text: 'The first password was generated. Change it to use your roles.', done: 'The password was changed' },
    nav: {
      main: 'Main navigation', work: 'Workbench', activities: 'Activities', activityList: 'Activities', hours: 'Service hours', certificates: 'Certificates', volunteers: 'Volunteers', volunteerList: 'Volunteers', asking: 'Asking to join', imports: 'Roster import',
      care: 'Care', beneficiaries: 'Files', pairings: 'Pairings', contracts: 'Contracts', contractList: 'Contracts', payments: 'Payments', evaluations: 'Evaluations', templates: 'Score sheets', orgs: 'Organisations', orgList: 'Organisations', users: 'People and roles',
      admin: 'Administration', audit: 'Audit', jobs: 'Timetable', messages: 'Failed messages', calendar: 'Working days', regions: 'Areas', section: 'This section',
    },
    top: { place: 'Working for', inbox: 'Messages', unread: '{n} unread {n|message|messages}', self: 'Me', settings: 'Settings', logout: 'Log out', collapse: 'Fold the navigation', expand: 'Unfold the navigation' },
    broken: { title: 'Something broke', text: 'This part could not be shown. Try again, or load the page anew; what you have sent is safe.', update: 'There is a new version', updateText: 'Load the page anew to use it.', reload: 'Load anew' },
  },
)
