type CheckedAddress = { readonly ok: true; readonly address: string } | { readonly ok: false; readonly why: string }

/** Addresses that are right when they have one form. */
export const addressOfForm =
  (form: RegExp, why: string) =>
  (text: string): CheckedAddress =>
    form.test(text) ? { ok: true, address: text } : { ok: false, why }

/** A shared channel is configured by its settings; nobody has an address of their own in it. */
export const noAddress = addressOfForm(/^$/, 'this channel takes no address: its settings say where it goes')

/** The first and last characters of what need not be shown whole. */
export const maskMiddle = (text: string, first: number, last: number): string =>
  text.length <= first + last ? '•••' : `${text.slice(0, first)}•••${text.slice(text.length - last)}`
