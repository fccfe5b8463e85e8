import { visible } from '../../../kit/visible.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text of strangers as text of a page: nothing in it is markup, and nothing reorders what stands around it. */
export const htmlText = (text: string): string => visible(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign]!)
