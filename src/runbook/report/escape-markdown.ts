import { visible } from '../../kit/visible.ts'

/** Text of a page that must not become markup, a mention or a link where it is pasted. */
export const escapeMarkdown = (text: string): string =>
  visible(text).replace(/[\\`*_{}[\]<>|~#@&]/g, (sign) => `&#${sign.charCodeAt(0)};`)
