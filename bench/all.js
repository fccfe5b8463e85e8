// Every measurement, one after the other; fails when any of them is over its budget, and only after all have been taken.
//   npm run bench
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

for (const name of ['bench.js', 'steps.js', 'oncall.js', 'server.js']) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(name, import.meta.url))], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
