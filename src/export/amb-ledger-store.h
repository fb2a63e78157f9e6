/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's file. Everything blocks; one thread at a time. */
#pragma once

#include "amb-ledger-job.h"
#include "amb-ledger.h"

G_BEGIN_DECLS

typedef struct _AmbLedgerStore AmbLedgerStore;

AmbLedgerStore *amb_ledger_store_new (const char *path, AmbLedgerOpenFlags flags);
void amb_ledger_store_free (AmbLedgerStore *self);
/* A sentence about a file that had to be set aside since the last call, or NULL; transfer full. */
char *amb_ledger_store_take_note (AmbLedgerStore *self);

/* The highest numbers given to a batch and to a job. */
typedef struct
{
  gint64 batch;
  gint64 job;
} AmbLedgerNumbers;

/* Errors: those of amb_ledger_open_finish (). */
gboolean amb_ledger_store_open (AmbLedgerStore *self, AmbLedgerNumbers *numbers, GError **error);

typedef enum
{
  AMB_LEDGER_SAVE_BATCH, /* batch: without its jobs */
  AMB_LEDGER_SAVE_JOB,   /* job */
  AMB_LEDGER_SET_STATE,  /* row, number: the state, time: since when */
  AMB_LEDGER_COMMIT,     /* row, written: the output is about to get its name */
  AMB_LEDGER_PLACE,      /* row, number: the position in the list */
  AMB_LEDGER_REMOVE,     /* row */
  AMB_LEDGER_FORGET,     /* number: the batch */
} AmbLedgerChangeKind;

typedef struct
{
  AmbLedgerChangeKind kind;
  AmbLedgerSnapshot *batch; /* owned */
  AmbLedgerJob *job;        /* owned */
  gint64 row;
  gint64 number;
  gint64 time; /* real time, microseconds since the epoch */
  AmbIdentity written;
  gboolean is_missing; /* out, of COMMIT: there is no such job */
} AmbLedgerChange;

AmbLedgerChange *amb_ledger_change_new (AmbLedgerChangeKind kind, gint64 row, gint64 number);
void amb_ledger_change_free (AmbLedgerChange *self);

/* changes: AmbLedgerChange. All of them or none; on disk when it returns. Errors: AMB_ERROR_WRITE,
 * NO_SPACE. */
gboolean amb_ledger_store_apply (AmbLedgerStore *self, GPtrArray *changes, GError **error);

/* Of AmbLedgerBatch; transfer full. Errors: AMB_ERROR_READ. */
GPtrArray *amb_ledger_store_list (AmbLedgerStore *self, GError **error);
/* Transfer full. Errors: AMB_ERROR_NOT_FOUND, READ. */
AmbLedgerSnapshot *amb_ledger_store_load (AmbLedgerStore *self, gint64 batch, GError **error);

G_END_DECLS
