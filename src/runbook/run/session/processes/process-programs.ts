/** Small programs for a bash at the target: what runs there, and ending it. Their data come on standard input. */
import { type ProcessFacts, readStat } from './process-facts.ts'

const MARKS = "grep -aoE 'OPSBOOK_(SESSION_ID|STEP_MARK)=[A-Za-z0-9]+' /proc/[0-9]*/environ 2>/dev/null"

const NUMBERS = "grep -aE '^Max file locks +[0-9]' /proc/[0-9]*/limits 2>/dev/null"

/** Prints the uptime, every process, its marks and its number, one a line. */
export const LIST_PROGRAM = `{
read -r up rest </proc/uptime && printf 'up %s\\n' "$up"
for file in /proc/[0-9]*/stat;do
line=
IFS= read -r -d '' line <"$file"
printf 'stat %s\\n' "\${line//$'\\n'/ }"
done 2>/dev/null
${MARKS}
${NUMBERS}
exit 0
}
`

/** Reads a signal's name and then process numbers, one a line, and sends it to them. */
export const SIGNAL_PROGRAM = `{
IFS= read -r signal
while IFS= read -r pid;do kill -s "$signal" "$pid";done 2>/dev/null
exit 0
}
`

/**
 * Stands by while a background step runs: reads the mark of its session and waits. When `done` comes it leaves; when the
 * stream ends without, whoever started it is gone, and everything that carries the mark is ended.
 */
export const WATCH_PROGRAM = `{
IFS= read -r mark
IFS= read -r word && [[ $word == done ]] && exit 0
for signal in TERM KILL KILL;do
found=$(grep -alF "OPSBOOK_SESSION_ID=$mark" /proc/[0-9]*/environ 2>/dev/null)
[[ -n $found ]] || exit 0
for file in $found;do
pid=\${file#/proc/}
kill -s "$signal" "\${pid%/environ}" 2>/dev/null
done
sleep 1
done
exit 0
}
`

/** What `LIST_PROGRAM` printed. Lines it does not know are left out; never throws. */
export function readProcessList(text: string): { uptimeSeconds?: number; processes: readonly ProcessFacts[] } {
  const processes = new Map<number, ProcessFacts>()
  let uptimeSeconds: number | undefined
  for (const line of text.split('\n')) {
    if (line.startsWith('up ')) uptimeSeconds = Number(line.slice(3))
    else if (line.startsWith('stat ')) {
      const facts = readStat(line.slice(5))
      if (facts) processes.set(facts.pid, facts)
    } else if (line.includes('/limits:')) {
      const [, pid, number] = /^\/proc\/(\d+)\/limits:Max file locks +(\d+)/.exec(line) ?? []
      const facts = processes.get(Number(pid))
      if (facts && number !== undefined) processes.set(facts.pid, { ...facts, number })
    } else {
      const mark = /^\/proc\/(\d+)\/environ:OPSBOOK_(SESSION_ID|STEP_MARK)=(.+)$/.exec(line)
      const facts = mark ? processes.get(Number(mark[1])) : undefined
      if (facts) processes.set(facts.pid, { ...facts, [mark![2] === 'SESSION_ID' ? 'session' : 'step']: mark![3] })
    }
  }
  return { ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }), processes: [...processes.values()] }
}
