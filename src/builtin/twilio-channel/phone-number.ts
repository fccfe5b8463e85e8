type CheckedNumber = { readonly ok: true; readonly address: string } | { readonly ok: false; readonly why: string }

/** A number as E.164 writes it. Spaces, hyphens, dots and brackets that people put between are left out; a national form is not guessed at. */
export function checkPhoneNumber(text: string): CheckedNumber {
  const digits = text.length > 40 ? '' : text.replace(/[ ().\u00a0-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(digits)
    ? { ok: true, address: digits }
    : { ok: false, why: 'a phone number is written with its country code, like +49 151 12345678' }
}

/** `+49•••678` */
export const maskPhoneNumber = (number: string): string => `${number.slice(0, 3)}•••${number.slice(-3)}`
