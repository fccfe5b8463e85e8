import { domainToASCII } from 'node:url'

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

/**
 * A mailbox as RFC 5321 writes one without quotes, with a domain of at least two labels in ASCII. Quoted local parts and address literals are refused: no
 * person on call has one, and they are where mail parsers disagree.
 */
export function readEmailAddress(text: string): string | undefined {
  if (text.length > 320) return undefined
  const at = text.lastIndexOf('@')
  const [local, domain] = [text.slice(0, at), domainToASCII(text.slice(at + 1))]
  if (at < 1 || local.length > 64 || domain.length > 253 || !LOCAL.test(local)) return undefined
  const labels = domain.split('.')
  // A last label of digits would be an address of a machine.
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1)!)
    ? `${local}@${domain}`
    : undefined
}

export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** `ops@example.org` or `Opsbook <ops@example.org>`. */
export function readMailbox(text: string): Mailbox | undefined {
  const [, name = '', inner = text] = /^([^<>"@\r\n]{1,100}?)\s*<([^<>]{3,320})>$/.exec(text) ?? []
  const address = readEmailAddress(inner)
  return address === undefined ? undefined : { name, address }
}

/** `a•••@example.org` */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, 1)}•••${address.slice(at)}`
}
