import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Ask, ask } from './client.ts'

export interface Wish extends Pick<Ask, 'method' | 'body'> {
  readonly path: string
}

/** Sends something and reads anew what it may have changed. For what must survive a lost network there are acts. */
export function useSend<Answer = unknown>(changes: readonly string[], onDone?: (answer: Answer) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path, method = 'POST', body }: Wish) => ask<Answer>(path, { method, body }),
    onSuccess: (answer) => {
      for (const key of changes) void client.invalidateQueries({ queryKey: [key] })
      onDone?.(answer)
    },
  })
}
