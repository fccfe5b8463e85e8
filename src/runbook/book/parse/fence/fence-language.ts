/** What a tag behind the opening marker of a fence promises. */
export type Family =
  | 'shell'
  | 'sql'
  | 'erlang'
  | 'query'
  | 'request'
  | 'code'
  | 'data'
  | 'template'
  | 'diagram'
  | 'output'
  | 'text'

export interface FenceLanguage {
  family: Family
  /** One name for all spellings: `sh`, `console` and `zsh` are `bash`. */
  language: string
}

const FAMILIES: Readonly<Record<Exclude<Family, 'text'>, string>> = {
  shell:
    'bash sh shell zsh ksh dash ash console terminal shell-session shellsession sh-session bash-session session shellscript shell-script command cmdline ssh',
  sql: 'sql psql postgres postgresql pgsql plpgsql mysql mariadb sqlite tsql plsql cql bigquery clickhouse athena',
  erlang: 'erlang erl escript erlang-repl',
  request: 'http',
  query: 'promql prometheus prom metricsql logql loki',
  code: 'python py python3 pycon ipython ruby rb irb javascript js node nodejs typescript ts elixir ex exs iex powershell ps1 pwsh perl php lua mongo mongodb mongosh redis',
  data:
    'yaml yml json jsonc json5 jsonl ndjson toml ini conf cfg config configuration nginx apache apacheconf env dotenv properties xml html css scss csv tsv hcl ' +
    'terraform tf docker dockerfile containerfile jsonnet libsonnet proto protobuf graphql diff patch go golang rust rs java kotlin c cpp c++ csharp cs scala swift vim ' +
    'sshconfig ssh-config systemd service make makefile groovy jinja jinja2 haproxy gotemplate helm sum regexp regex caddy puppet nix starlark rego cue kdl cron ' +
    'crontab erb haml svg procfile logstash fluentd vcl lucene kql dockerignore gitignore codeowners',
  template: 'markdown md mdx rst asciidoc',
  diagram: 'mermaid plantuml puml dot graphviz ditaa d2 math latex',
  output: 'output log logs stdout stderr traceback',
}

const CANONICAL: Readonly<Record<string, string>> = {
  py: 'python',
  python3: 'python',
  pycon: 'python',
  ipython: 'python',
  rb: 'ruby',
  irb: 'ruby',
  js: 'javascript',
  node: 'javascript',
  nodejs: 'javascript',
  ts: 'typescript',
  ex: 'elixir',
  exs: 'elixir',
  iex: 'elixir',
  ps1: 'powershell',
  pwsh: 'powershell',
  mongodb: 'mongo',
  mongosh: 'mongo',
  prometheus: 'promql',
  prom: 'promql',
  metricsql: 'promql',
  loki: 'logql',
  yml: 'yaml',
  md: 'markdown',
  tf: 'terraform',
  golang: 'go',
  rs: 'rust',
}

const byTag = new Map<string, FenceLanguage>()
for (const [family, tags] of Object.entries(FAMILIES) as [Exclude<Family, 'text'>, string][]) {
  for (const tag of tags.split(' ')) byTag.set(tag, { family, language: nameOf(family, tag) })
}

/** The family and the one name of a tag; an unknown tag promises nothing. */
export function fenceLanguage(tag: string): FenceLanguage {
  return byTag.get(tag.toLowerCase()) ?? { family: 'text', language: 'text' }
}

function nameOf(family: Family, tag: string): string {
  if (family === 'shell') return 'bash'
  if (family === 'sql' || family === 'erlang') return family
  return CANONICAL[tag] ?? tag
}
