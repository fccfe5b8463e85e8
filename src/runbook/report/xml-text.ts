/** Foreign text in XML. */
import { visible } from '../../kit/visible.ts'

/** For an attribute. XML 1.0 has no way to write most controls, so they are made visible first. */
export const xml = (text: string) => escaped(visible(text))
/** For the inside of an element. */
export const xmlText = (text: string) => text.split('\n').map(xml).join('\n')
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replace(/[\ufffe\uffff]/g, '?')
