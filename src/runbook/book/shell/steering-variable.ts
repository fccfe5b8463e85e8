/** Variables whose value other programs run as a command, load as code or read as their options. */
const STEERING = new RegExp(
  `^(${[
    'LD_PRELOAD|LD_AUDIT|BASH_ENV|ENV|PROMPT_COMMAND|PS[0-4]|PAGER|\\w+_PAGER|MANPAGER|BROWSER|EDITOR|VISUAL|\\w+_EDITOR',
    'LESS|LESSOPEN|LESSCLOSE|SSH_ASKPASS|SUDO_ASKPASS|GIT_(?:SSH|SSH_COMMAND|ASKPASS|EXTERNAL_DIFF|PROXY_COMMAND|EXEC_PATH|CONFIG\\w*)',
    'KUBECTL_EXTERNAL_DIFF|PYTHONSTARTUP|PERL5OPT|RUBYOPT|NODE_OPTIONS|\\w*JAVA_OPTIONS|JAVA_TOOL_OPTIONS|TAR_OPTIONS|RSYNC_RSH|MAKEFLAGS|PSQLRC',
  ].join('|')})\\+?=([\\s\\S]*)$`,
)
/** Values that do no more than the program would do without them. */
const USUAL = /^(?:|cat|more|true|false|(?:less|vim?|nano|emacs|nvim)(?: -[\w-]+)*|-[\w-]+)$/

/** The name of a variable that `NAME=value` sets and that steers other programs; nothing for all others. */
export function steeringVariable(assignment: string): string | undefined {
  const [, name, value = ''] = STEERING.exec(assignment) ?? []
  if (name === undefined) return undefined
  const plain = /^PS\d$/.test(name) ? !/[`(\uFFFC]/.test(value) : USUAL.test(value)
  return plain ? undefined : name
}
