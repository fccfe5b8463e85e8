/** `opsbook server backup FILE`: everything a server knows, in one file. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Argument } from 'commander'
import { backUp } from '../app/back-up.ts'
import { counted } from '../runbook/report/style.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { type StoreFlags, withStore } from './open-cli-store.ts'

interface BackupFlags extends StoreFlags {
  verify?: boolean
  force?: boolean
}

export const serverBackup: CommandDefinition = {
  text: {
    name: 'backup',
    summary:
      'Writes everything in the database into one file, as it was at one moment; the server goes on meanwhile. The key of stored secrets is not in it: keep that file elsewhere.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook server backup opsbook.gz', 'write it'],
      ['opsbook server backup opsbook.gz --verify', 'and restore it into a database of its own, to compare'],
    ],
  },
  shape: (command) =>
    command
      .addArgument(new Argument('<file>', 'where it is written'))
      .option('--verify', 'restore it on trial and compare every table')
      .option('--force', 'replace a file that is there')
      .option('--data <dir>', 'folder of the embedded database'),
  run,
}

async function run(call: Call<BackupFlags>): Promise<ExitCode> {
  const { flags, terminal, args, cwd } = call
  const path = resolve(cwd, args[0]!)
  if (existsSync(path) && !flags.force)
    throw new Failure({
      code: 'backup/exists',
      message: `${path} is there already`,
      hint: 'Choose another name, or --force',
      exit: EXIT.usage,
    })
  return withStore(call, { name: 'backup', migrated: false }, async (store) => {
    const verify = flags.verify === true
    const { tables } = await backUp(store, { path, version: call.version, at: call.now, verify })
    const rows = Object.values(tables).reduce((sum, each) => sum + each.rows, 0)
    if (flags.format === 'json')
      terminal.print(terminal.json({ schema: 'opsbook.backup/v1', path, verified: verify, rows, tables }))
    else {
      const { style, print } = terminal
      const proof = verify ? ', restored on trial: the same' : ''
      print(
        `${style.signs.ok} ${style.show(path)}: ${counted(rows, 'row')} of ${counted(Object.keys(tables).length, 'table')}${proof}\n`,
      )
    }
    return EXIT.success
  })
}
