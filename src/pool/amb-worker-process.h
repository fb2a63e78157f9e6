/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One worker process: its socket, its stderr, its end. Main thread only. */
#pragma once

#include "amb-channel.h"
#include "amb-death.h"
#include "amb-pool-policy.h"

G_BEGIN_DECLS

typedef struct _AmbWorkerProcess AmbWorkerProcess;

typedef struct
{
  AmbDeathKind kind;
  const char *detail; /* untranslated */
} AmbDeath;

/* Who keeps the worker (its crew) and who uses it (a job, a view). Any function may be NULL. */
typedef struct
{
  /* READY came. The owner only. */
  void (*ready) (AmbWorkerProcess *self, gpointer user_data);
  /* A message after READY; before it only FAILED, to the owner. The client, if there is one. */
  void (*message) (AmbWorkerProcess *self, AmbMessage *message, gpointer user_data);
  /* Reaped, and every message it sent was delivered. Once; the owner first. */
  void (*ended) (AmbWorkerProcess *self, const AmbDeath *death, gpointer user_data);
} AmbWorkerListener;

/* Spawns by posix_spawn: a quarter of a millisecond. NULL with AMB_ERROR_START (a technical text,
 * not a sentence). */
AmbWorkerProcess *amb_worker_process_spawn (AmbWorkerClass class,
                                            const char *path,
                                            const AmbPoolPolicy *policy,
                                            GError **error);
AmbWorkerProcess *amb_worker_process_ref (AmbWorkerProcess *self);
void amb_worker_process_unref (AmbWorkerProcess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbWorkerProcess, amb_worker_process_unref)

/* listener: static, NULL to stop listening. */
void amb_worker_process_set_owner (AmbWorkerProcess *self,
                                   const AmbWorkerListener *listener,
                                   gpointer user_data);
void amb_worker_process_set_client (AmbWorkerProcess *self,
                                    const AmbWorkerListener *listener,
                                    gpointer user_data);

GPid amb_worker_process_get_pid (AmbWorkerProcess *self);
gboolean amb_worker_process_is_ready (AmbWorkerProcess *self);
/* READY's facts; NULL before. Borrowed. */
GVariant *amb_worker_process_get_info (AmbWorkerProcess *self);

/* As amb_channel_send; also FALSE once the socket is closed. */
gboolean amb_worker_process_send (
    AmbWorkerProcess *self, AmbMessageKind kind, GVariant *body, const int *fds, guint n_fds);
/* The soft limit of its data, bytes; it cannot raise it itself. */
void amb_worker_process_limit_memory (AmbWorkerProcess *self, guint64 bytes);
/* SIGKILL. The first reason counts. */
void amb_worker_process_kill (AmbWorkerProcess *self, AmbKillReason reason);
/* Closes the socket and, if that does not end it, kills after the policy's exit grace. */
void amb_worker_process_retire (AmbWorkerProcess *self);
/* Nobody will listen any more: SIGKILL, and reaped by GLib even if the main loop does not run
 * again. */
void amb_worker_process_abandon (AmbWorkerProcess *self);

G_END_DECLS
