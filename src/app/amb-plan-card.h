/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a batch in words, above its photos: how many files, how large, and what to know
 * before the start. */
#pragma once

#include <adwaita.h>
#include "amb-plan-report.h"

G_BEGIN_DECLS

#define AMB_TYPE_PLAN_CARD (amb_plan_card_get_type ())
G_DECLARE_FINAL_TYPE (AmbPlanCard, amb_plan_card, AMB, PLAN_CARD, AdwBin)

/* The batch is being listed or looked at; n_photos: as many as are known. */
void amb_plan_card_show_busy (AmbPlanCard *self, guint n_photos);
/* conflict: the choice for all files whose names are taken. error: why there is no plan, nullable.
 * Signal: "conflict" (uint, an AmbConflict): another choice was made. */
void amb_plan_card_show (AmbPlanCard *self,
                         const AmbPlanReport *report,
                         AmbConflict conflict,
                         const GError *error);

G_END_DECLS
