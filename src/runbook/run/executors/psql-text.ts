/**
 * The statements of a step with their values before them. psql knows no environment in its texts; each value becomes one
 * of its variables through a constant command, because `\getenv` is missing before version 15. psql takes one line end
 * off what a command prints, so the value arrives exact.
 */
export function psqlText(text: string, variables: Readonly<Record<string, string>>): string {
  const names = Object.keys(variables).filter((name) => /^[A-Za-z_]\w*$/.test(name) && text.includes(name))
  return [...names.map((name) => `\\set ${name} \`printf '%s\\n' "$${name}"\``), text].join('\n')
}
