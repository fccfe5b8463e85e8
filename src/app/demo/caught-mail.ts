import PostalMime from 'postal-mime'

/** A mail as the demo shows it. */
export interface CaughtMail {
  /** From 1, in the order in which they came. */
  readonly number: number
  readonly at: Date
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  /** As it came; only ever shown where nothing in it can run or be fetched. */
  readonly html: string | undefined
}

/** Reads a mail (RFC 5322). Never throws: what cannot be read is shown as the bytes it came in. */
export async function readMail(raw: Uint8Array, known: Pick<CaughtMail, 'number' | 'at' | 'to'>): Promise<CaughtMail> {
  try {
    const { subject = '', text = '', html } = await PostalMime.parse(raw)
    return { ...known, subject, text, html }
  } catch {
    return { ...known, subject: '(a mail that cannot be read)', text: new TextDecoder().decode(raw), html: undefined }
  }
}
