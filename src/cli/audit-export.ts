/** `opsbook audit export`: all entries as lines of JSON, each exactly as it was hashed. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { linesOfServer } from './audit-lines.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  from: string
}

export const auditExport: CommandDefinition = {
  text: {
    name: 'export',
    summary:
      'Writes all entries, a line of JSON each, to standard output or into a file that appears when it is whole. The entry in a line is exactly what was hashed.',
    examples: [
      ['opsbook audit export audit.ndjson', 'into a file'],
      ['opsbook audit export --from 1200 | jq .entry.action', 'to another program'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .argument('[file]', 'where it is written; else standard output')
      .option('--from <n>', 'begin with this entry', '1'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, args, cwd } = call
  if (!/^[1-9]\d{0,14}$/.test(flags.from))
    throw usageFailure('invalid-value', `--from takes a number, not "${flags.from}"`)
  const lines = linesOfServer(serverClient(call), Number(flags.from))
  if (args[0] === undefined) {
    for await (const line of lines) terminal.print(`${line}\n`)
    return EXIT.success
  }
  const path = resolve(cwd, args[0])
  const count = await writeWhole(path, lines)
  if (!flags.quiet) terminal.say(`${count} written to ${terminal.errorStyle.show(path)}\n`)
  return EXIT.success
}

async function writeWhole(path: string, lines: AsyncIterable<string>): Promise<number> {
  let count = 0
  const making = `${path}.part`
  const counting = async function* () {
    for await (const line of lines) {
      count += 1
      yield `${line}\n`
    }
  }
  try {
    await pipeline(Readable.from(counting()), createWriteStream(making, { mode: 0o600, flush: true }))
    await rename(making, path)
    return count
  } catch (error) {
    await rm(making, { force: true })
    if (error instanceof Failure) throw error
    const message = `"${path}" cannot be written: ${(error as Error).message}`
    throw new Failure({ code: 'audit/unwritable', message, exit: EXIT.failed })
  }
}
