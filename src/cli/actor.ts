/** Who runs something, as the system knows them. */
import { userInfo } from 'node:os'

export function actor(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
