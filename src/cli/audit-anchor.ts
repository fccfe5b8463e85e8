/** `opsbook audit anchor`: keeps the end of a server's audit in a file where the server cannot write. */
import { resolve } from 'node:path'
import { extendAnchors } from '../audit/actions.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

interface End {
  readonly seq: number
  readonly hash: string
  readonly at: { readonly hash: string } | null
}

export const auditAnchor: CommandDefinition = {
  text: {
    name: 'anchor',
    summary:
      'Adds the number and hash of the last entry to a file, from another machine best, once an hour. An audit that is shorter than, or other than, what the file has seen is told with exit code 3 and not added.',
    formats: ['table', 'json'],
    examples: [['opsbook audit anchor /mnt/elsewhere/anchors', 'for cron']],
  },
  shape: (command) => shapeServerFlags(command).argument('<file>', 'the file, only ever added to'),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { args, cwd, now } = call
  const path = resolve(cwd, args[0]!)
  const client = serverClient(call)
  const chain = {
    end: () => client.ask<End>('/audit/end'),
    hashOf: async (seq: number) => (await client.ask<End>('/audit/end', { query: { at: seq } })).at?.hash,
  }
  const verdict = await extendAnchors(path, chain, now).catch((error: unknown) => {
    if (error instanceof Failure || (error as NodeJS.ErrnoException).syscall === undefined) throw error
    const message = `"${path}" cannot be used: ${(error as Error).message}`
    throw new Failure({ code: 'audit/anchors', message, exit: EXIT.failed })
  })
  if (verdict.do === 'alarm') {
    const { seq, at } = verdict.anchor
    const message =
      verdict.why === 'shorter'
        ? `the audit ends before entry ${seq}, which was there on ${at}`
        : `entry ${seq} is not the one that was there on ${at}`
    const hint = 'Somebody has changed the audit, or this is another server; opsbook audit verify says more'
    throw new Failure({ code: 'audit/changed', message, hint, exit: EXIT.found })
  }
  const isNew = verdict.do === 'append'
  const words = isNew ? 'the end of the audit is kept' : 'there is nothing new to keep'
  tellDone(call, words, { schema: 'opsbook.audit-anchor/v1', file: path, added: isNew })
  return EXIT.success
}
