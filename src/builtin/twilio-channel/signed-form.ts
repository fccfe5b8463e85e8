import { createHmac } from 'node:crypto'
import type { CallbackRequest } from '../../component/channel.ts'
import { isSameSecret } from '../../component/same-secret.ts'

/**
 * The form of a request that Twilio signed, or undefined (twilio.com/docs/usage/security): base64 of HMAC-SHA1, keyed by the token of the account, over
 * the address as it was called and then name and value of every field, sorted by name in the order of their bytes. A field that comes twice counts once a value.
 * Twilio puts the port into what it signs in some cases and leaves it out in others, so both forms are tried.
 */
export function signedForm({ url, headers, body }: CallbackRequest, authToken: string): URLSearchParams | undefined {
  const form = new URLSearchParams(Buffer.from(body).toString())
  const names = [...new Set(form.keys())].sort()
  const fields = names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('')
  const signature = headers['x-twilio-signature']
  const isSigned = (address: string) =>
    isSameSecret(
      signature,
      createHmac('sha1', authToken)
        .update(address + fields)
        .digest('base64'),
    )
  return authToken !== '' && addressForms(url).some(isSigned) ? form : undefined
}

/** The address as it is, with its scheme's port and without any; by text, as what is signed is text. */
function addressForms(url: string): readonly string[] {
  const [, scheme, host, port, rest] = /^(https?):\/\/(\[[^\]]*\]|[^/:?#]*)(:\d+)?(.*)$/s.exec(url) ?? []
  if (scheme === undefined || rest === undefined) return [url]
  const usual = scheme === 'https' ? ':443' : ':80'
  return [url, `${scheme}://${host}${port === undefined ? usual : ''}${rest}`]
}
