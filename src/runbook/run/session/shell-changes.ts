/** Which texts may leave the shell in another state than they found it. */

/** An assignment at the beginning of a word, in `${name:=value}` or in arithmetic; the beginning of a function. */
const ASSIGNMENT = /(?:^|[\s;&|({`!])[A-Za-z_]\w*(?:\[[^\]\n]*\])?\+?=|\$\{\w+:?=|\(\(|\(\s*\)|\$\[/m
/** The builtins and words that change variables, folders, options, traps, functions or aliases. */
const CHANGING_WORD =
  /(?:^|[^\w./-])(?:\.|cd|pushd|popd|dirs|export|declare|typeset|readonly|set|shopt|unset|source|eval|alias|unalias|trap|function|read|mapfile|readarray|printf|getopts|let|umask|exec|enable|shift|for|select|coproc)(?=$|[^\w./-])/m

/** A command whose name is put together from variables or quoted parts may be any of them. */
const HIDDEN_WORD = /^[^\s=]*["'$`\\]/
const LEADING_WORDS = /^(?:(?:if|then|elif|else|do|while|until|time|!|\{|\()\s+|\()+/

/**
 * True unless the text, read without the definitions of the session, certainly leaves the shell as it was. It knows no
 * quotes: such a word in a string counts, which costs no more than a snapshot.
 */
export const mayChangeShell = (text: string): boolean =>
  ASSIGNMENT.test(text) || CHANGING_WORD.test(text) || simpleCommands(text).some((command) => HIDDEN_WORD.test(command))

const simpleCommands = (text: string) =>
  text
    .replaceAll('\\\n', ' ')
    .split(/[\n;&|]+/)
    .map((part) => part.trim().replace(LEADING_WORDS, ''))
