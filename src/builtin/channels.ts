/** The channels there are: one folder each, one line each here. */
import type { Channel } from '../component/channel.ts'

export const CHANNELS: readonly Channel[] = []
