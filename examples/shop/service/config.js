/** A release is one file of settings below `config/releases`; the file `config/current` names the one in use. */
import { readFileSync } from 'node:fs'
import { path } from './state.js'

/** What is wrong with the settings in one sentence, or undefined. */
function problemIn({ payment_provider, payment_timeout_ms, products }) {
  if (!['primary', 'standby'].includes(payment_provider)) return 'payment_provider must be "primary" or "standby"'
  if (!(Number.isInteger(payment_timeout_ms) && payment_timeout_ms >= 100 && payment_timeout_ms <= 10_000))
    return 'payment_timeout_ms must be a whole number from 100 to 10000'
  const prices = Object.values(products ?? {})
  if (prices.length === 0 || !prices.every((cents) => Number.isInteger(cents) && cents > 0))
    return 'products must give each product a price in cents'
  return undefined
}

/** Throws an error that names the reason. */
export function readConfig(file) {
  const config = JSON.parse(readFileSync(file, 'utf8'))
  const problem = problemIn(config)
  if (problem) throw new Error(problem)
  return config
}

/** Settings of the current release, or the end of the process: a shop with wrong settings must not take orders. */
export function currentConfig(name) {
  let release = 'unknown'
  try {
    release = readFileSync(path('config', 'current'), 'utf8').trim()
    return { release, ...readConfig(path('config', 'releases', `${release}.json`)) }
  } catch (error) {
    console.log(`${new Date().toISOString()} ${name}: config release ${release} is invalid: ${error.message}`)
    process.exit(1)
  }
}
