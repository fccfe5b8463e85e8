/**
 * Text that Discord shows as it is: its Markdown takes a backslash before any sign. A colon is escaped as well, or every address somebody wrote into
 * a log line would be a link, and `<` so that nothing is read as a mention or a time.
 */
export const escapeDiscord = (text: string): string =>
  text
    .replace(/[\\*_~`|[\]<@:]/g, '\\$&')
    .replace(/^(\s*)([>#+-]|\d+(?=[.)]))/gm, (_, space: string, sign: string) =>
      /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
    )
