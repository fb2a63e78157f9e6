/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --ledger, --resume, --status: the ledger as a command wants it, which can wait for it. */
#pragma once

#include "amb-cli-export.h"
#include "amb-ledger.h"

G_BEGIN_DECLS

/* An open ledger, and the batch that it holds. */
typedef struct
{
  AmbLedger *ledger;
  gint64 batch; /* 0: none */
  guint jobs;   /* at a time, as its settings say */
} AmbCliLedger;

/* Opens the ledger of options, for a new batch or to go on with the one that is in it. NULL with a
 * sentence: it cannot be used, holds an unfinished batch and is not to resume, or holds none and
 * is. status (out) is the exit status then. */
AmbCliLedger *amb_cli_ledger_open (const AmbCliOptions *options, AmbExit *status, GError **error);
/* Waits until all is on disk. self: nullable. */
void amb_cli_ledger_close (AmbCliLedger *self);

/* The batch to go on with; transfer full. */
AmbBatch *amb_cli_ledger_load (AmbCliLedger *self, AmbPool *pool, GError **error);
/* For a new batch, which will record there. */
void amb_cli_ledger_begin (AmbCliLedger *self, AmbBatch *batch);

/* Tells on standard output what the ledger knows. */
AmbExit amb_cli_ledger_status (const AmbCliOptions *options);

G_END_DECLS
