const PREFIX = 'channel:'

/** What stands in place of a contact method where a shared channel is told: it has no address of its own. */
export const roomMethod = (channel: string): string => PREFIX + channel

export const isRoomMethod = (methodId: string): boolean => methodId.startsWith(PREFIX)
