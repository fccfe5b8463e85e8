/** `opsbook audit verify`: computes every hash anew, here, so that the server's word is not needed. */
import { readAnchorFile } from '../audit/actions.ts'
import { readRecordLine } from '../audit/record-line.ts'
import { type AuditReport, AuditVerifier } from '../audit/verify.ts'
import { counted } from '../runbook/report/style.ts'
import { linesOfFile, linesOfServer } from './audit-lines.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  anchors?: string
  file?: string
}

export const auditVerify: CommandDefinition = {
  text: {
    name: 'verify',
    summary:
      'Reads the whole audit and computes every hash anew. With --anchors it must also be what was seen before. Exit code 3 when it is not what was written, with the first entry that is wrong.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook audit verify --anchors /mnt/elsewhere/anchors', 'a server’s audit'],
      ['opsbook audit verify --file audit.ndjson --anchors anchors', 'an exported one, without a server'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .option('--anchors <file>', 'what was seen before, written by opsbook audit anchor')
      .option('--file <file>', 'an exported audit instead of a server, - for standard input'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const file = flags.anchors === undefined ? { anchors: [], problems: [] } : await anchorsOf(flags.anchors)
  const anchors = [...file.anchors]
  const client = flags.file === undefined ? serverClient(call) : undefined
  if (client) {
    // What the server calls its end is asked first: an export that stops before it is cut off.
    const { seq, hash } = await client.ask<{ seq: number; hash: string }>('/audit/end')
    const known = anchors.some((anchor) => anchor.seq === seq)
    if (seq > 0 && !known) anchors.push({ seq, hash, at: call.now.toISOString() })
  }
  const verifier = new AuditVerifier(anchors)
  for await (const line of client ? linesOfServer(client) : linesOfFile(flags.file!)) verifier.add(readRecordLine(line))
  const report = verifier.finish()
  const anchored = Math.max(0, ...file.anchors.map(({ seq }) => seq).filter((seq) => seq <= report.anchored))
  const anchorProblems = file.problems.map(({ line, why }) => `line ${line}: ${why}`)
  const ok = report.problem === undefined && anchorProblems.length === 0
  if (flags.format === 'json') {
    const problem = report.problem ?? null
    const output = { schema: 'opsbook.audit-verify/v1', ok, ...report, anchored, problem, anchorProblems }
    terminal.print(terminal.json(output))
  } else show(call, { ...report, anchored }, anchorProblems)
  return ok ? EXIT.success : EXIT.found
}

async function anchorsOf(path: string) {
  const file = await readAnchorFile(path)
  if (file.anchors.length > 0 || file.problems.length > 0) return file
  throw usageFailure('no-anchors', `there are no anchors in "${path}"`, 'opsbook audit anchor writes them')
}

function show({ terminal, flags }: Call<Flags>, report: AuditReport, anchorProblems: readonly string[]): void {
  const { style, print, say } = terminal
  for (const problem of anchorProblems) say(`${style.signs.warning} anchors, ${problem}\n`)
  if (report.problem) {
    const { kind, message } = report.problem
    print(`${style.paint('red', `${style.signs.error} ${kind}`)}: ${style.show(message)}\n`)
    return
  }
  print(
    `${style.paint('green', style.signs.ok)} ${counted(report.records, 'entry', 'entries')}, each as it was written\n`,
  )
  if (flags.quiet) return
  if (report.anchored > 0) say(`seen before up to entry ${report.anchored}\n`)
  else say('without anchors a chain does not show that its end was cut off or that all of it was written anew\n')
}
