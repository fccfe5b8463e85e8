import type { SendOutcome } from '../../component/channel.ts'
import { lastingFailure, passingFailure } from '../../component/send-failure.ts'

/** What nodemailer's errors carry of the conversation. */
interface SmtpError {
  readonly code?: string
  readonly responseCode?: number
  readonly response?: string
  readonly command?: string
  readonly message: string
}

/** No such mailbox, syntax of it, moved, disabled: the enhanced codes of RFC 3463 and RFC 7505 after which no mail arrives there. */
const MAILBOX_GONE = /^5\d\d[ -]5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b/

/**
 * What an error of the conversation means. RFC 5321: 4xx is for now, 5xx stays. Everything without a code of the server (no name, no route, no
 * greeting, a broken handshake) passes.
 */
export function smtpFailure(error: unknown): SendOutcome {
  const { code = '', responseCode = 0, response = '', command = '', message } = error as SmtpError
  const why = response === '' ? message : `the mail server answered ${response}`
  if (responseCode >= 500 && command.startsWith('RCPT'))
    return lastingFailure(why, MAILBOX_GONE.test(response) ? { addressIsGone: true } : {})
  if (responseCode >= 500 || (code === 'EAUTH' && responseCode === 0) || code === 'ENOAUTH') return lastingFailure(why)
  return passingFailure(responseCode > 0 ? why : `the mail server cannot be used: ${why}`)
}
