/** Text of pages, plans and programs with everything written out that would hide, reorder or obey. */

const DANGEROUS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu

/** `\x1b`, `\u{202e}`; line feeds and tabs stay. */
export const visibleText = (text: string): string =>
  text.replace(DANGEROUS, (sign) => {
    const code = sign.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
