/** usage: node service/check-config.js FILE */
import { readConfig } from './config.js'

try {
  readConfig(process.argv[2])
  console.log('config ok')
} catch (error) {
  console.log(`config invalid: ${error.message}`)
  process.exitCode = 1
}
