/** Words after an opening marker that promise shell commands, and how the pages use them. */

const SCRIPT_TAGS: ReadonlySet<string> = new Set(['bash', 'sh', 'shell', 'zsh', 'ksh', 'dash'])
const SESSION_TAGS: ReadonlySet<string> = new Set([
  'console',
  'shell-session',
  'shellsession',
  'sh-session',
  'bash-session',
  'terminal',
  'terminal-session',
])

/** The block promises commands, with or without their output. */
export const isShellTag = (language: string): boolean => SCRIPT_TAGS.has(language) || SESSION_TAGS.has(language)

/** The block promises commands only: `console` may show output, `bash` may not. */
export const isScriptTag = (language: string): boolean => SCRIPT_TAGS.has(language)
