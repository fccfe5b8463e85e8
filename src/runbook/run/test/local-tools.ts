/** What may run for real in a test whose page did not ask for more: words of the shell, and tools that stay in a folder. */

/** Built-ins that touch nothing but the shell they run in. Those that are not named here never run in such a test. */
export const HARMLESS_BUILTINS: ReadonlySet<string> = new Set(
  (
    ': [ break cd command continue declare echo exit export false getopts local mapfile printf pwd read readarray ' +
    'readonly return set shift shopt test times true type typeset umask unset wait'
  ).split(' '),
)

/** Every other built-in of bash: a stand-in on the PATH would not be called in their place. */
export const OTHER_BUILTINS: ReadonlySet<string> = new Set(
  (
    '. alias bg bind builtin caller compgen complete compopt coproc dirs disown enable eval exec fc fg hash help ' +
    'history jobs kill let logout popd pushd source suspend trap ulimit unalias'
  ).split(' '),
)

/**
 * Tools that read and write where they are told to. Each is called through a guard that looks at the arguments when the
 * call is made, and hands it to a stand-in when it leads out of the test's own folder.
 */
export const LOCAL_TOOLS: readonly string[] = (
  'base64 basename cat cmp comm cp cut date diff dirname egrep expr fgrep find fold grep head join jq ls md5sum mkdir ' +
  'mktemp mv nl od paste rev rm rmdir sed seq sha256sum sort stat tac tail tee touch tr uniq wc'
).split(' ')
