import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Problem } from '../api/problem.ts'
import { App } from './app.tsx'
import '../ui/base.css'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal does not change by asking again; trouble may.
      retry: (tries, error) => tries < 3 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      // We know better than the browser whether our server is reached.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
