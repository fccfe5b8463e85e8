const LONGEST = 2048

/**
 * The address of a page on the web, in the form that was checked; undefined for every other scheme, for what is no absolute address, and for one that hides
 * a password. Links of alerts are written by whoever can write a log line.
 */
export function webLink(text: string | undefined): string | undefined {
  if (text === undefined || text.length > LONGEST || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  return url.username === '' && url.password === '' ? url.href : undefined
}

/** The same for an address that is a secret itself: a webhook's, as its settings hold it once they are read. */
export const secretLink = (text: string | undefined): string | undefined => webLink(text?.trim())
