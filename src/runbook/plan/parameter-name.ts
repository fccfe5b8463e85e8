import type { Parameter } from '../book/page.ts'

/** A name in the one spelling that all spellings of it share: `pod_name` for `<pod-name>`, `<POD_NAME>` and `$POD_NAME`. */
export function canonicalName(written: string): string {
  const plain = written
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/[^\x00-\x7f]/gu, (sign) => `_u${sign.codePointAt(0)!.toString(16)}_`)
    .replace(/_+/g, '_')
    .replace(/^_|_$/g, '')
    .toLowerCase()
  return plain === '' ? 'value' : plain
}

const LABEL =
  /^(?:the\s)?(?:value\sof\s)?(?:the\s)?["'`]?(?<first>[\p{L}\p{N}_.-]+)["'`]?\slabel\s(?:from|of|in)\s(?:the\s)?alert$|^alert\s(?<second>[\p{L}\p{N}_.-]+)\slabel$/iu

/** The alert label an author names in a placeholder: `<value of namespace label from alert>`, `<alert name label>`. */
export function alertLabel(written: string): string | undefined {
  const groups = LABEL.exec(written.trim())?.groups
  return groups?.first ?? groups?.second
}

/**
 * Name of a parameter of the page. `YOUR_API_KEY` and `api_key_here` ask for the API key; blanks to fill in have nothing in common but
 * their look, so each is a parameter of its own.
 */
export function parameterName({ name, notation, line, column }: Parameter): string {
  const label = alertLabel(name)
  if (label !== undefined) return canonicalName(label)
  if (notation === 'blank') return `blank_${line}_${column}`
  if (notation === 'your')
    return canonicalName(name.replace(/^(?:your|replace|insert)[_-]/i, '').replace(/(?<=.)[_-]here$/i, ''))
  return canonicalName(name)
}

/** The environment variable that carries a parameter to a step: `OPSBOOK_PARAM_POD_NAME`. */
export const variableOf = (name: string): string => `OPSBOOK_PARAM_${name.toUpperCase()}`

const SECRET =
  /(?:^|_)(?:password|passwd|passphrase|pass|secret|token|credentials?|api_?key|access_?key|private_?key|encryption_?key|auth_?key|signing_?key|license_?key|service_?key)(?:$|_)/

/** True for names whose value must not be shown: passwords, tokens, keys. */
export const isSecretName = (name: string): boolean => SECRET.test(canonicalName(name))

const RESERVED =
  /^(?:PATH|IFS|ENV|SHELL|HOME|CDPATH|GLOBIGNORE|POSIXLY_CORRECT|PROMPT_COMMAND|PS[0-4]|SHELLOPTS|BASHOPTS|BASH\w*|FPATH|TERMINFO|TMPDIR|LANG|LC_\w+|LD_\w+|DYLD_\w+|MALLOC_\w+|GCONV_PATH|NODE_(?:OPTIONS|PATH|EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED|REPL_\w+)|NPM_CONFIG_\w+|PYTHON(?:PATH|HOME|STARTUP|\w*IMPORT\w*|BREAKPOINT|INSPECT)|PERL5(?:LIB|OPT|DB)|PERLLIB|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|GIT_\w+|SSH_(?:ASKPASS\w*|AUTH_SOCK)|EDITOR|VISUAL|PAGER|MANPAGER|BROWSER|OPSBOOK_\w+)$/

/** True for variables that change what a shell or a program does, whatever the command: no parameter may set them. */
export const isReservedVariable = (name: string): boolean => RESERVED.test(name)

/** Variables that every shell session has. */
export const SESSION_VARIABLES: ReadonlySet<string> = new Set(
  `HOME PATH USER LOGNAME SHELL PWD OLDPWD HOSTNAME HOST LANG LC_ALL TERM TMPDIR TMP TEMP UID EUID GROUPS PPID RANDOM SRANDOM SECONDS
   EPOCHSECONDS EPOCHREALTIME LINENO IFS OPTARG OPTIND REPLY BASH BASHPID BASH_SOURCE BASH_LINENO BASH_VERSION BASH_VERSINFO
   BASH_REMATCH BASH_COMMAND BASH_SUBSHELL FUNCNAME PIPESTATUS COLUMNS LINES HOSTTYPE MACHTYPE OSTYPE SHLVL DIRSTACK EDITOR CI
   KUBECONFIG VIRTUAL_ENV XDG_CONFIG_HOME XDG_DATA_HOME XDG_RUNTIME_DIR SSH_AUTH_SOCK SSH_CONNECTION DISPLAY`.split(
    /\s+/,
  ),
)
