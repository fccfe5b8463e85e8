import { defineChannel } from '../../component/define-channel.ts'
import { readSmsCallback, readVoiceCallback } from './callback.ts'
import { checkPhoneNumber, maskPhoneNumber } from './phone-number.ts'
import { createAt } from './request.ts'
import { twilioSmsSettings, twilioVoiceSettings } from './settings.ts'
import { smsText, TWO_MESSAGES } from './sms-text.ts'
import { callTwiml, LONGEST_CALL } from './twiml.ts'

const PHONE = {
  addressLabel: 'phone number with country code',
  reach: 'personal',
  canAck: 'reply',
  secretSettings: ['authToken'],
  checkAddress: checkPhoneNumber,
  maskAddress: maskPhoneNumber,
} as const

/** A message that has waited longer on a switched-off phone is news of yesterday. */
const VALID_S = 1_800

/** Text messages by Twilio, or a provider with its interface (twilio.com/docs/messaging/api/message-resource). */
export const twilioSmsChannel = defineChannel({
  ...{ ...PHONE, id: 'twilio-sms', title: 'Text message' },
  ...{ proof: 'delivered', longestText: TWO_MESSAGES },
  settingsSchema: twilioSmsSettings,
  send: (call, { from, messagingServiceSid, withLink, ...account }) =>
    createAt(call, account, {
      resource: 'Messages',
      form: {
        ...{ To: call.address, Body: smsText(call.notification, withLink), ValidityPeriod: String(VALID_S) },
        ...(from !== undefined && { From: from }),
        ...(messagingServiceSid !== undefined && { MessagingServiceSid: messagingServiceSid }),
        ...(call.callbackUrl !== undefined && { StatusCallback: call.callbackUrl }),
      },
    }),
  callback: (request, { authToken }) => readSmsCallback(request, authToken),
})

/** Calls by Twilio, or a provider with its interface (twilio.com/docs/voice/api/call-resource). */
export const twilioVoiceChannel = defineChannel({
  ...{ ...PHONE, id: 'twilio-voice', title: 'Phone call' },
  ...{ proof: 'answered', longestText: LONGEST_CALL },
  settingsSchema: twilioVoiceSettings,
  send: (call, { from, language, ringSeconds, ...account }) =>
    createAt(call, account, {
      resource: 'Calls',
      form: {
        ...{ To: call.address, From: from, Timeout: String(ringSeconds), TimeLimit: '180' },
        Twiml: callTwiml(call.notification, { language, callbackUrl: call.callbackUrl }),
        ...(call.callbackUrl !== undefined && { StatusCallback: call.callbackUrl, StatusCallbackMethod: 'POST' }),
      },
    }),
  callback: (request, { authToken, language }) => readVoiceCallback(request, authToken, language),
})
