/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The batch ledger: what each batch was asked for and what became of each of its jobs, on disk, so
 * that a batch goes on where it was after the program died. Main thread only, everything returns at
 * once, but for amb_ledger_close (). See DESIGN in amb-ledger.c. */
#pragma once

#include "amb-batch.h"

G_BEGIN_DECLS

#define AMB_TYPE_LEDGER (amb_ledger_get_type ())
G_DECLARE_FINAL_TYPE (AmbLedger, amb_ledger, AMB, LEDGER, GObject)

typedef enum
{
  AMB_LEDGER_OPEN_DEFAULT = 0,
  AMB_LEDGER_OPEN_TO_READ = 1 << 0,    /* another process may be writing; nothing is made */
  AMB_LEDGER_OPEN_TO_RESUME = 1 << 1,  /* the file must be there */
  AMB_LEDGER_FORGET_FINISHED = 1 << 2, /* batches without anything left to do are dropped */
} AmbLedgerOpenFlags;

/* path: local, in the file system's encoding. Nothing is opened yet. Signal: "trouble" (): there is
 * something to say. */
AmbLedger *amb_ledger_new (const char *path);
/* Opens it; its folder is made if needed. A damaged file, or one of a newer version, is set aside
 * and a new one begun; that is "trouble" and no failure. finish: FALSE with AMB_ERROR_EXISTS when
 * another process is using it (or the file is no ledger), NOT_FOUND, PERMISSION, WRITE, NO_SPACE,
 * READ; the message is the sentence. Then the ledger cannot be used. */
void amb_ledger_open_async (AmbLedger *self,
                            AmbLedgerOpenFlags flags,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean amb_ledger_open_finish (AmbLedger *self, GAsyncResult *result, GError **error);
/* What a person should know, a sentence, transfer full, or NULL: the file was set aside. */
char *amb_ledger_take_trouble (AmbLedger *self);
/* Blocks until all that was recorded is on disk, and ends the thread; nothing is recorded after. */
void amb_ledger_close (AmbLedger *self);

/* A job that did not end well. */
typedef struct
{
  char *source; /* as amb_batch_item_get_source () */
  AmbItemState state;
  char *error; /* a sentence, nullable */
} AmbLedgerFailure;

/* What the ledger knows of a batch. */
typedef struct
{
  gint64 id;
  gint64 created;        /* real time, microseconds since the epoch */
  char *folder;          /* of the first output or of the named target; nullable */
  guint jobs;            /* at a time, as the first output says; 0: one per core */
  AmbBatchCounts counts; /* queued + running: what is left to do */
  GPtrArray *failures;   /* AmbLedgerFailure, in order; failed and quarantined */
} AmbLedgerBatch;

/* finish: of AmbLedgerBatch, oldest first, finished ones included; transfer full. Errors:
 * AMB_ERROR_READ. */
void amb_ledger_list_async (AmbLedger *self, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *amb_ledger_list_finish (AmbLedger *self, GAsyncResult *result, GError **error);

/* The batch as it was: sources, settings, destination, order, states. What had got its name is
 * DONE, everything else that was not final is QUEUED. finish: transfer full, state PLANNED, records
 * in this ledger; amb_batch_start () goes on with what is left. With retry what failed because of
 * the machine (space, memory), or of a photo that was not there and is now, is queued again.
 * Errors: AMB_ERROR_NOT_FOUND, READ. */
void amb_ledger_load_async (AmbLedger *self,
                            gint64 id,
                            AmbPool *pool,
                            gboolean retry,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
AmbBatch *amb_ledger_load_finish (AmbLedger *self, GAsyncResult *result, GError **error);

/* The batch is not to be gone on with. Its outputs stay. No batch may be recording there. */
void amb_ledger_forget (AmbLedger *self, gint64 id);

G_END_DECLS
