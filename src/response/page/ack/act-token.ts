/**
 * The secrets in links and buttons of a page. A token is for one person, one page and one act, or for the page that offers all three; it is
 * derived from the server's key, so that every attempt to send a message has the same, and stored as its hash alone.
 */
import { createHash } from 'node:crypto'

export const PAGE_ACTS = ['acknowledge', 'join', 'escalate', 'decline'] as const
export type PageAct = (typeof PAGE_ACTS)[number]

/** `show` opens the page, which offers every act. */
export const TOKEN_ACTS = ['show', 'acknowledge', 'escalate', 'decline'] as const
export type TokenAct = (typeof TOKEN_ACTS)[number]

type Mark = (text: string, purpose: string) => Uint8Array

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const LENGTH = 40
const TOKEN = new RegExp(`^[a-z2-7]{${LENGTH}}$`)

/** 200 bits in 40 letters that survive every mail client. */
export const actToken = (mark: Mark, pageId: string, act: TokenAct): string =>
  letters(mark(`${act} ${pageId}`, 'page act'))

/** What is stored and looked up: the token has more chance than anybody can try, so a plain hash is enough. */
export const actTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** False for what cannot be a token; the store is not asked for it. */
export const isActToken = (text: string): boolean => TOKEN.test(text)

/** Six digits for a page that none of the person's other open pages has. */
export function replyCode(mark: Mark, pageId: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const bytes = mark(`${attempt} ${pageId}`, 'page code')
    const value = (bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!
    const code = String(value % 1_000_000).padStart(6, '0')
    if (!taken.has(code)) return code
  }
}

function letters(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5 && text.length < LENGTH; bits -= 5) text += LETTERS[(value >>> (bits - 5)) & 31]
  }
  return text
}
