/** Which variables may reach a step: an allow-list for what is inherited, a refusal list for what is given. */

/** Inherited without being asked for: who and where one is, and where the tools of operations find their settings. */
const INHERITED: ReadonlySet<string> = new Set(
  (
    'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TERM TMPDIR XDG_RUNTIME_DIR XDG_CONFIG_HOME SSH_AUTH_SOCK ' +
    'KUBECONFIG DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG CONTAINER_HOST AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION ' +
    'AWS_CONFIG_FILE CLOUDSDK_CONFIG AZURE_CONFIG_DIR HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy'
  ).split(' '),
)

/** Names that make the loader, a shell, an interpreter or a tool run or read something else than what is written. */
const DANGEROUS = new RegExp(
  '^(?:' +
    'LD_.*|DYLD_.*|GLIBC_TUNABLES|GCONV_PATH|MALLOC_.*|LOCPATH|NLSPATH|HOSTALIASES|' +
    'BASH.*|ENV|IFS|PATH|CDPATH|SHELLOPTS|POSIXLY_CORRECT|PS[0-4]|PROMPT_COMMAND|GLOBIGNORE|EXECIGNORE|FIGNORE|' +
    'HISTFILE|INPUTRC|TERMINFO.*|TERMCAP|' +
    'NODE_.*|PYTHON.*|PERL.*|RUBY.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|GOFLAGS|LUA_.*|' +
    'GIT_.*|SSH_ASKPASS.*|SUDO_.*|EDITOR|VISUAL|PAGER|LESS.*|MANPAGER|BROWSER|' +
    'PSQLRC|PGSERVICEFILE|PGSYSCONFDIR|MYSQL_.*|OPENSSL_.*|CURL_HOME|WGETRC|' +
    'OPSBOOK_SESSION_ID|OPSBOOK_STEP_ID|OPSBOOK_STEP_MARK|OPSBOOK_START|__ob_.*' +
    ')$',
)

/** Variables bash keeps for itself: they cannot hold a value someone chose. */
const SHELL_OWNED: ReadonlySet<string> = new Set(
  (
    '_ COMPREPLY COMP_CWORD COMP_KEY COMP_LINE COMP_POINT COMP_TYPE COMP_WORDBREAKS COMP_WORDS COPROC DIRSTACK EPOCHREALTIME ' +
    'EPOCHSECONDS EUID FUNCNAME FUNCNEST GROUPS HISTCMD LINENO MAPFILE OLDPWD OPTARG OPTERR OPTIND PIPESTATUS PPID ' +
    'PWD RANDOM READLINE_LINE READLINE_POINT REPLY SECONDS SHLVL SRANDOM TIMEFORMAT TMOUT UID'
  ).split(' '),
)

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

/**
 * The part of an environment that steps may inherit.
 *
 * @param environment what this process was started with
 * @param more further names the settings allow; dangerous ones are left out all the same
 */
export function inheritedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  more: readonly string[] = [],
): Record<string, string> {
  const wanted = new Set(more.filter((name) => variableProblem(name) === undefined))
  const kept = Object.entries(environment).filter(
    ([name, value]) => value !== undefined && (INHERITED.has(name) || /^LC_[A-Z]+$/.test(name) || wanted.has(name)),
  )
  return Object.fromEntries(kept) as Record<string, string>
}

/** Why a variable of this name must not be set for a step, in words; nothing when it may. */
export function variableProblem(name: string): string | undefined {
  if (!NAME.test(name)) return 'a name has letters, digits and underscores, and does not begin with a digit'
  if (SHELL_OWNED.has(name)) return 'the shell keeps this variable for itself'
  if (DANGEROUS.test(name)) return 'this variable changes what programs load or run'
  return undefined
}
