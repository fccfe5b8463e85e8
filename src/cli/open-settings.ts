/** The settings that are in force where a command works. */
import { statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { BookConfig } from '../app/config.ts'
import { defaultConfig } from '../app/default-config.ts'
import { findConfig, openConfig } from '../app/find-config.ts'
import type { ReadConfig } from '../app/read-config.ts'
import { rootFinder } from '../runbook/book/tree/actions.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { configFailure, Failure } from './failure.ts'

/** The settings in force for a folder. */
export interface OpenedConfig {
  config: BookConfig
  /** Absolute path of the file, when there is one. */
  path?: string
  /** Folder that the globs and paths of the settings are relative to. */
  folder: string
  /** That folder as seen from the root of its repository, with a final slash; empty when it is the root. */
  prefix: string
  lines: ReadonlyMap<string, number>
  /** What the file says, when there is one. */
  text?: string
  /** Where a value of the file stands, when there is one. */
  spanOf?: ReadConfig['spanOf']
  looked: readonly string[]
}

/** Finds and reads the settings for a path. Fails when the file is there but wrong. */
export async function openSettings(
  call: Call<object>,
  path: string,
  ruleIds: readonly string[] = [],
): Promise<OpenedConfig> {
  const start = resolve(call.cwd, path)
  const here = isFolder(start) ? start : dirname(start)
  const { path: file, looked } = findConfig(here, call.cwd)
  const folder = file === undefined ? call.cwd : dirname(file)
  const root = rootFinder()(folder)
  const way = root === undefined ? '' : relative(root, folder)
  const place = { folder, prefix: way === '' ? '' : `${way}/`, looked }
  if (file === undefined) return { config: defaultConfig, lines: new Map(), ...place }
  const opened = await openConfig(file)
  const shown = relative(call.cwd, file) || file
  if (!opened.ok) {
    throw new Failure({
      code: 'config/invalid',
      message: `${shown} cannot be read: ${opened.reason}`,
      exit: EXIT.usage,
      location: { file: shown },
    })
  }
  // The libraries for YAML and schemas are only loaded for books that have settings.
  const { readConfig } = await import('../app/read-config.ts')
  const { config, diagnostics, lines, spanOf } = readConfig(shown, opened.text, ruleIds)
  if (diagnostics.length > 0) throw configFailure(shown, opened.text, diagnostics)
  return { config, path: file, lines, spanOf, text: opened.text, ...place }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
