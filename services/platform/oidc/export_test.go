package oidc

// AnswerTime is answerTime for tests.
const AnswerTime = answerTime
