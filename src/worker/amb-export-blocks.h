/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The metadata of an output: what of the source's blocks it carries, and how changed. */
#pragma once

#include "amb-export-mark.h"
#include "amb-export-order.h"
#include "amb-metadata-filter.h"
#include "amb-metadata.h"
#include "amb-reporter.h"
#include "amb-source-photo.h"

G_BEGIN_DECLS

/* What an export works with; all borrowed. */
typedef struct
{
  const AmbSourcePhoto *photo;
  const AmbDecoded *decoded;
  AmbExportOrder *order;
  AmbGeometry geometry; /* what of the photo the output shows */
  gboolean shows_part;  /* less than all of it */
  int scratch_fd;       /* a memfd whose contents are of no interest */
  AmbReporter *reporter;
  AmbExportMark *mark; /* nullable */
} AmbExportScene;

typedef struct
{
  GBytes *icc, *exif, *xmp, *xmp_extended, *iptc; /* owned, nullable */
} AmbExportBlocks;

void amb_export_blocks_clear (AmbExportBlocks *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbExportBlocks, amb_export_blocks_clear)

/* All but the profile. scene: what it is made from; update: of the output, its thumbnail is set
 * here. What was done is told in the order's notes. */
void amb_export_blocks_init (AmbExportBlocks *self,
                             const AmbExportScene *scene,
                             AmbMetadataUpdate *update);

G_END_DECLS
