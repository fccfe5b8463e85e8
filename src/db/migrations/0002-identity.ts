import type { Migration } from '../migrate.ts'

/** Who may come in, and what proves it. Of secrets only digests are kept. */
export const identity: Migration = {
  name: '0002-identity',
  up: [
    `create table users (
      id text primary key,
      login text not null unique check (login = lower(login)),
      name text not null,
      email text unique check (email = lower(email)),
      role text not null,
      password_hash text,
      created_at timestamptz not null default now(),
      created_by text not null,
      disabled_at timestamptz,
      version int not null default 1
    )`,
    `create table teams (
      id text primary key,
      name text not null unique,
      created_at timestamptz not null default now()
    )`,
    `create table team_members (
      team_id text not null references teams on delete cascade,
      user_id text not null references users on delete cascade,
      primary key (team_id, user_id)
    )`,
    'create index team_members_user on team_members (user_id)',
    `create table sessions (
      id text primary key,
      digest bytea not null,
      user_id text not null references users on delete cascade,
      way text not null,
      source text not null,
      agent text not null,
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      ended_at timestamptz
    )`,
    'create index sessions_user on sessions (user_id) where ended_at is null',
    'create index sessions_created on sessions (created_at)',
    `create table api_tokens (
      id text primary key,
      public_id text not null unique,
      digest bytea not null,
      user_id text not null references users on delete cascade,
      name text not null,
      scope text[] not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`,
    'create index api_tokens_user on api_tokens (user_id)',
    `create table setup_links (
      public_id text primary key,
      digest bytea not null,
      user_id text references users on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    )`,
    `create table login_tries (
      id bigint generated always as identity primary key,
      account text not null,
      source text not null,
      at timestamptz not null default clock_timestamp()
    )`,
    'create index login_tries_account on login_tries (account, at)',
    'create index login_tries_source on login_tries (source, at)',
    'create index login_tries_at on login_tries (at)',
    `create table login_sources (
      user_id text not null references users on delete cascade,
      source text not null,
      last_at timestamptz not null default now(),
      primary key (user_id, source)
    )`,
    `create table oidc_identities (
      issuer text not null,
      subject text not null,
      user_id text not null references users on delete cascade,
      created_at timestamptz not null default now(),
      primary key (issuer, subject),
      unique (issuer, user_id)
    )`,
    `create table oidc_attempts (
      public_id text primary key,
      digest bytea not null,
      state text not null,
      nonce text not null,
      code_verifier text not null,
      return_to text not null,
      expires_at timestamptz not null
    )`,
  ],
}
