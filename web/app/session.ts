/** Who is signed in on this device, and what they may do. */
import { useQuery } from '@tanstack/react-query'
import type { Permission, Session } from '../../src/http/contract.ts'
import { ask, keepCsrf } from '../api/client.ts'
import { isSignedOut } from '../api/problem.ts'

async function readSession(): Promise<Session | null> {
  try {
    const session = await ask<Session>('/api/v1/auth/session')
    keepCsrf(session.csrf)
    return session
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

/** `null`: nobody is. */
export const useSession = () =>
  useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: 60_000, refetchOnWindowFocus: true })

/** May this person do that? The server decides; this only spares them a button that would be refused. */
export const useMay = (permission: Permission): boolean => useSession().data?.permissions.includes(permission) ?? false
