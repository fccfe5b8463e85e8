/** Escapes of GitHub's workflow commands, as its own toolkit has them. */
import { visible } from '../../kit/visible.ts'

/** Text behind the last `::`. */
export const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** The value of a property such as `file=`. */
export const property = (text: string): string => data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
