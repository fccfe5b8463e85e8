import type { Repository } from '../book.ts'
import type { Procedure, Step } from '../page.ts'
import type { LineFinding } from './line-findings.ts'
import { inWords } from './time-words.ts'

/** `sleep 15` in the commands, and in the scripts that they start where those are at hand. */
export function* waitFindings({ title, steps, timeBound }: Procedure, repository: Repository): Iterable<LineFinding> {
  if (!timeBound || /[>~]|at least/.test(timeBound.text)) return
  const waits = steps.filter(({ kind }) => kind !== 'choice').flatMap((step) => waitsOf(step, repository))
  const total = waits.reduce((sum, { seconds }) => sum + seconds, 0)
  const [longest] = [...waits].sort((a, b) => b.seconds - a.seconds)
  if (!longest || total <= timeBound.maxSeconds) return
  yield {
    line: longest.line,
    message: `"${title}" is to take ${timeBound.text}, but it waits ${inWords(total)} in ${waits.map(({ text }) => `\`${text}\``).join(', ')}`,
    hint: 'Raise the time, or wait for a condition instead of a fixed time',
  }
}

function waitsOf({ commands }: Step, { artifacts }: Repository): { text: string; seconds: number; line: number }[] {
  return commands.flatMap(({ text, line, language }) => {
    if (language !== 'bash' || /\b(?:while|for|until|watch)\b/.test(text)) return []
    const own = sleepSeconds(text)
    const path = /^(?:sudo\s+|bash\s+|sh\s+)?(?:\.\/)?([\w./-]+\.sh)\b/.exec(text)?.[1]
    const script = path === undefined ? undefined : artifacts.find(({ file }) => file === path)
    const inside = script && !/\b(?:while|until|for)\b/.test(script.text) ? sleepSeconds(script.text) : 0
    return own + inside > 0 ? [{ text: text.split('\n', 1)[0]!, seconds: own + inside, line }] : []
  })
}

function sleepSeconds(text: string): number {
  let sum = 0
  for (const [, amount, unit] of text.matchAll(/(?:^|[;&|]\s*|\n\s*)sleep\s+(\d{1,6}(?:\.\d{1,3})?)([smhd]?)\b/g)) {
    sum += Number(amount) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit!] ?? 1)
  }
  return sum
}
