import type { ForeignRun } from '../foreign-line.ts'

/** Beginnings of lines of programs: each is an error of syntax for a shell, or means nothing to one. */
const BEGINS: readonly RegExp[] = [
  // Go
  /^package [a-z]\w*$/,
  /^func\s+(?:\([^)]*\)\s*)?\w+\(/,
  /^type\s+\w+\s+(?:struct|interface|func|map)\b/,
  /^\w+(?:,\s*\w+)*\s+:=\s+\S/,
  /^import\s+(?:\(|"[^"]+")$/,
  // Python
  /^(?:async\s+)?def\s+\w+[?!]?\(.*\)(?:\s*->.*)?:?$/,
  /^class\s+[A-Z]\w*(?:\s*[(<:{]|\s+(?:extends|implements)\b|$)/,
  /^(?:with|while|for|if|elif|except)\s(?!.*(?:;|\bdo\b|\bthen\b)).*:$/,
  /^from\s+[\w.]+\s+import\s/,
  /^import\s+\w[\w.]*(?:\s+as\s+\w+)?(?:,\s*\w[\w.]*)*$/,
  /^(?:raise|assert|yield|await|throw|return|defer|go)\s+[\w.&*]*\w\(.*\)[;,]?$/,
  // JavaScript, Java, Rust, Ruby
  /^(?:export\s+)?(?:const|let|var|final)\s+[\w{}[\],\s:<>]+\s=\s/,
  /^var\s+\w+\s+[\w.*[\]]+$/,
  /^(?:export\s+(?:default\s+)?)?(?:async\s+)?function\s*\*?\s*\w*\([^)]*\w[^)]*\)\s*\{/,
  /^import\s+(?:\w+|\*\s+as\s+\w+|\{[^}]*\})(?:,\s*\{[^}]*\})?\s+from\s+['"]/,
  /^(?:public|private|protected)\s+(?:static\s+|final\s+|async\s+)*[\w<>[\]]+\s+\w+/,
  /^(?:[\w.]+)\(.*=>\s*[{(]$/,
  /^require\s+['"][\w./-]+['"]$/,
  /\bdo\s\|\w+(?:,\s*\w+)*\|$/,
  // Any of them: a block, a call by its name, a value that is computed, a row of quoted arguments.
  /^(?:\}\s*else\s*)?(?:if|for|switch|while)\b(?!\s*\(\()(?!.*\b(?:then|do)\b).*[^$\s{|&;]\s*\{$/,
  /^[A-Za-z_]\w*\((?!\s*\)).*\)\s*;?$/,
  /^[A-Za-z_][\w.]*(?:\[[^\]]*\])?\s+[-+*/]?=\s+(?:.*[([{]|["'`]|.*\d\s+[-+*/]\s|.*\s[-+*/]\s+\d)/,
  /^"[^"]*",(?:\s|$)/,
]
/** A screenshot to a file is what a program called `import` makes. */
const IMAGE = /^import\s.*\.(?:png|jpe?g|gif|ps|pdf|xwd|tiff?)$/i
const CLOSES = /^(?:\s+\S|[)\]}]+[;,.)]*(?:\s*(?:else|catch|finally)\b.*)?$|end$|(?:else|try|finally|except\b.*):$)/

/**
 * Lines of a program that stand where commands are expected: what a page shows of the code behind a message. Commands
 * of a shell look like none of them; here-documents are read as part of their command and never get here.
 */
export function codeRun(lines: readonly string[], from: number): ForeignRun | undefined {
  if (!beginsCode(lines[from] ?? '')) return undefined
  let end = from + 1
  for (let next = end; next < lines.length && next <= end + 2; next++) {
    const line = lines[next] ?? ''
    if (line.trim() === '') continue
    if (!CLOSES.test(line) && !beginsCode(line)) break
    end = next + 1
  }
  return { language: 'code', end }
}

function beginsCode(line: string): boolean {
  const text = line.trim()
  if (!/[(:={",|]|^(?:package|import|from|class|type|var|require)\s/.test(text)) return false
  return BEGINS.some((pattern) => pattern.test(text)) && !IMAGE.test(text)
}
