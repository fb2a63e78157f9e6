/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of the ledger's file share: amb-ledger-store.c writes, amb-ledger-read.c
 * reads. */
#pragma once

#include "amb-database.h"
#include "amb-ledger-store.h"

G_BEGIN_DECLS

AmbDatabase *amb_ledger_store_get_database (AmbLedgerStore *self);

G_END_DECLS
